"""`lodpress init`: a folder to begin from that has nothing to be ashamed of."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from cli.processes import Done, contents, names, run, shell
from lodpress.settings import documented, read_settings


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A folder that `init` wrote, and what it said."""
    folder = tmp_path_factory.mktemp("init") / "my graphs"
    return folder, run("init", folder)


def test_it_says_what_it_wrote_and_what_comes_next(beginning: tuple[Path, Done]) -> None:
    """Each file, and a command that works as pasted."""
    folder, done = beginning
    assert (done.returncode, done.stdout) == (0, "")
    written = {line.removeprefix("wrote ") for line in done.stderr.splitlines() if line.startswith("wrote ")}
    assert written == {str(folder / path) for path in contents(folder)}
    assert set(contents(folder)) >= {"lodpress.toml", ".gitignore", ".github/workflows/concept-graphs.yml"}


def test_the_next_step_works_as_pasted(beginning: tuple[Path, Done]) -> None:
    """Also where the folder's name has a blank."""
    folder, done = beginning
    [line] = [line.removeprefix("next: ") for line in done.stderr.splitlines() if line.startswith("next: ")]
    built = shell(line.replace("lodpress ", "$L "), folder.parent)
    assert built.returncode == 0, built.stderr
    assert "no findings" in built.stderr
    assert "no base IRI is set" in built.stderr
    assert "DIGESTS" in names(folder / "out")


def test_its_document_has_no_finding(beginning: tuple[Path, Done]) -> None:
    """As its workflow demands on every push, and not even a note."""
    folder, _ = beginning
    done = run("check", "documents", "--fail-on", "info", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "checked 1 document: no findings\n")


def test_its_workflow_runs_commands_that_exist(beginning: tuple[Path, Done]) -> None:
    """Each `lodpress` line of it, as it stands there."""
    folder, _ = beginning
    workflow = (folder / ".github" / "workflows" / "concept-graphs.yml").read_text()
    lines = [line.split("- run: ")[1] for line in workflow.splitlines() if "- run: lodpress" in line]
    assert len(lines) == 2
    for line in lines:
        assert run(*line.split()[1:], cwd=folder).returncode == 0


def test_its_settings_name_every_setting(beginning: tuple[Path, Done]) -> None:
    """As comments: taken as they are, nothing is set."""
    folder, _ = beginning
    text = (folder / "lodpress.toml").read_text()
    assert replace(read_settings(text, "lodpress.toml"), documents={}) == read_settings("", "lodpress.toml")
    for name, help_text, _ in documented():
        table, _, key = name.replace("NAME", "self-watering-garden").rpartition(".")
        part = text.split(f"[{table}]\n")[1] if table else text
        assert f"# {key} = " in part.split("\n[")[0]
        assert help_text in text or name == "base"


def test_every_line_of_its_settings_can_be_taken_in(beginning: tuple[Path, Done]) -> None:
    """What has a default keeps it, what has none gets the example, and a build still succeeds."""
    folder, _ = beginning
    text = (folder / "lodpress.toml").read_text()
    taken = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.startswith("[")
    )
    settings = read_settings(taken, "lodpress.toml")
    for name, _, default in documented():
        if default is not None and name != "base":
            assert reduce(getattr, name.split("."), settings) == default
    assert None not in (settings.base, settings.language, settings.publication.license)
    (folder / "all.toml").write_text(taken)
    assert run("build", "documents", "-o", "all", "--settings", "all.toml", cwd=folder).returncode == 0


@pytest.mark.parametrize("target", [".", "notes", "notes/mine.txt", "notes/mine.txt/graphs"])
def test_nothing_of_a_user_is_written_over(tmp_path: Path, target: str) -> None:
    """A folder that holds anything, and a file, are refused."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    done = run("init", target, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert contents(tmp_path) == {"notes/mine.txt": b"mine"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """Whoever made it."""
    (tmp_path / "graphs").mkdir()
    assert run("init", "graphs", cwd=tmp_path).returncode == 0


def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path, without_rights: tuple[str, ...]) -> None:
    """By name, and with nothing written."""
    (tmp_path / "closed").mkdir(mode=0o555)
    done = run("init", "closed/graphs", cwd=tmp_path, within=without_rights)
    assert (done.returncode, done.stderr) == (2, "error: cannot write `closed/graphs`: permission denied\n")
