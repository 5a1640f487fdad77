"""What the command says, where it says it, and with which code it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.processes import BROKEN, DOCUMENT, contents, names, on_terminal, run, shell

COLOUR = "\x1b[33m"  # of a warning


@pytest.mark.parametrize(
    ("words", "document", "code"),
    [
        ("check", DOCUMENT, 0),
        ("check --fail-on error", DOCUMENT, 0),
        ("check --fail-on warning", DOCUMENT, 1),
        ("check --fail-on info", DOCUMENT, 1),
        ("check", BROKEN, 1),
        ("check --fail-on error", BROKEN, 1),
        ("build -o out", DOCUMENT, 0),
        ("build -o out --fail-on warning", DOCUMENT, 1),
        ("build -o out", BROKEN, 1),
    ],
)
def test_findings_exit_with_1_where_they_are_grave_enough(
    tmp_path: Path, words: str, document: Path, code: int
) -> None:
    """An error does, and a warning or a note where `--fail-on` names it."""
    done = run(*words.split(), document, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert ("error[" in done.stderr) == (document == BROKEN)


@pytest.mark.parametrize(("options", "code"), [([], 1), (["--fail-on", "error"], 0)])
def test_the_option_outweighs_the_setting(bread: Path, options: list[str], code: int) -> None:
    """`fail_on` of the settings decides where the command line is silent."""
    (bread.parent / "lodpress.toml").write_text('fail_on = "warning"\n')
    assert run("check", bread, *options).returncode == code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], "build"),
        (["build", "--ot", "x", "a.txt"], "--out"),
        (["build", "a.txt"], "--out"),
        (["check"], "DOCUMENTS"),
        (["check", "a.txt", "--fail-on", "grave"], "'error', 'warning', 'info'"),
        (["explain", "no-such-thing"], "there is no code `no-such-thing`"),
        (["explain", "line-back-mising"], "`line-back-missing`"),
        (["convert", "a.ttl"], "TARGET"),
        (["completion", "csh"], "'bash'"),
    ],
)
def test_misuse_exits_with_2_and_says_what_was_meant(words: list[str], told: str) -> None:
    """One error on standard error, with a hint; nothing on standard output."""
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("error: ") == 1
    assert told in done.stderr


def test_without_a_command_the_help_is_shown() -> None:
    """As help, not as an error; and with the code of a misuse."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: lodpress")


def test_words_go_to_standard_error(bread: Path) -> None:
    """A build and a check have no data to print."""
    for words in (["check", bread], ["build", bread, "-o", bread.parent / "out"]):
        done = run(*words)
        assert done.stdout == ""
        assert "warning[edge-repeated]" in done.stderr


def test_a_finding_is_shown_at_its_place(bread: Path) -> None:
    """Code, message, place, line, caret and hint, one below the other; paths as the user wrote them."""
    done = run("check", "bread.txt", cwd=bread.parent)
    assert done.stderr == (
        "warning[edge-repeated]: the line from `A1` to `G1` is drawn twice\n"
        "  --> bread.txt:9:1\n"
        "  9 | A1 -.-> G1\n"
        "    | ^^^^^^^^^^\n"
        "  hint: one line is enough\n"
        "checked 1 document: 1 warning\n"
    )


def test_json_findings_go_to_standard_output(bread: Path) -> None:
    """One object a line, with the path as the user wrote it and the place in code points."""
    done = run("check", "--json", "bread.txt", cwd=bread.parent)
    [found] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (found["code"], found["severity"], found["file"]) == ("edge-repeated", "warning", "bread.txt")
    assert (found["line"], found["column"]) == (9, 1)
    assert bread.read_text()[found["start"] : found["end"]] == "A1 -.-> G1"
    assert done.stderr == "checked 1 document: 1 warning\n"


def test_quiet_says_only_errors(bread: Path) -> None:
    """A warning, the counts and the digest are left out; an error is not."""
    out = bread.parent / "out"
    assert run("check", "-q", bread).stderr == ""
    assert run("build", "-q", bread, "-o", out).stderr == ""
    assert "DIGESTS" in names(out)
    told = run("build", "--quiet", BROKEN, bread, "-o", out).stderr
    assert "error[mermaid-syntax]" in told
    assert "warning[" not in told


@pytest.mark.slow
def test_verbose_says_more(bread: Path) -> None:
    """What was read, and each recommendation for the description."""
    out = bread.parent / "out"
    assert f"read {bread}: 1 warning" in run("check", "-v", bread).stderr
    plain, more = (run("build", bread, "-o", out, *words).stderr for words in ([], ["--verbose"]))
    assert "7 recommendations" in plain
    assert more.count("\nrecommended: ") == 7
    assert "set `publication.title`" in more


def test_a_build_says_what_it_published_and_under_which_base(bread: Path) -> None:
    """The number of documents and triples, the folder, the digest; the example base only where none is set."""
    out = bread.parent / "out"
    done = run("build", bread, "-o", out)
    digest = (out / "DIGESTS").read_text()[:64]
    triples = len((out / "dataset.nt").read_text().splitlines())
    assert f"published 1 document, {triples} triples, in {out}: 1 warning" in done.stderr
    assert f"digest {digest}" in done.stderr
    assert "no base IRI is set: publishing under https://example.org/" in done.stderr
    assert "no base IRI" not in run("build", bread, "-o", out, "--base", "https://a.example/").stderr
    assert "<https://a.example/bread>" in (out / "dataset.nt").read_text()


def test_nothing_is_coloured_in_a_pipe(bread: Path) -> None:
    """What is not a terminal gets plain text."""
    assert "\x1b" not in run("check", bread).stderr


@pytest.mark.parametrize(
    ("env", "coloured"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_shows_colours_unless_it_is_asked_not_to(
    bread: Path, env: dict[str, str], coloured: bool
) -> None:
    """The convention of no-color.org: NO_COLOR counts where it is not empty."""
    shown = on_terminal("check", bread, env=env)
    assert "edge-repeated" in shown
    assert (COLOUR in shown) == coloured
    assert ("\x1b" in shown) == coloured


@pytest.mark.slow
def test_long_work_shows_its_progress_beside_the_data(tmp_path: Path) -> None:
    """A bar on the terminal, and every line of data in the file that standard output leads into."""
    for number in range(60):
        shutil.copyfile(DOCUMENT, tmp_path / f"bread-{number}.txt")
    shown = on_terminal("check", "--json", tmp_path, stdout=tmp_path / "found")
    assert "checking" in shown
    assert "edge-repeated" not in shown
    assert len((tmp_path / "found").read_text().splitlines()) == 60
    assert "checking" not in on_terminal("check", "--quiet", tmp_path)


def test_the_time_of_a_build_comes_from_source_date_epoch_alone(bread: Path) -> None:
    """It stands in the description and nowhere else, and without the variable no time does."""
    folder = bread.parent
    run("build", bread, "-o", folder / "none")
    run("build", bread, "-o", folder / "time", env={"SOURCE_DATE_EPOCH": "1764000000"})
    none, time = contents(folder / "none"), contents(folder / "time")
    changed = {path for path in none | time if none.get(path) != time.get(path)}
    assert changed == {"void.ttl", ".well-known/void"}
    assert b'prov:endedAtTime "2025-11-24T16:00:00Z"^^xsd:dateTime' in time["void.ttl"]
    assert b"endedAtTime" not in none["void.ttl"]


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_a_source_date_epoch_that_is_none_is_misuse(bread: Path, epoch: str) -> None:
    """No build with a time that nobody gave."""
    done = run("build", bread, "-o", bread.parent / "out", env={"SOURCE_DATE_EPOCH": epoch})
    assert done.returncode == 2
    assert f"not `{epoch}`" in done.stderr
    assert not (bread.parent / "out").exists()


@pytest.mark.parametrize(
    "line",
    [
        "$L explain | head -1",
        "$L explain | true",
        "$L --help | true",
        "$L check --json bread.txt | head -1",
        "$L check --json bread.txt | true",
        "$L convert out/dataset.nt - --to turtle | true",
    ],
)
def test_a_reader_that_has_seen_enough_is_no_error(published: Path, bread: Path, line: str) -> None:
    """A closed pipe ends the output: no traceback, no word, and the code of work that is done."""
    done = shell(line, bread.parent)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "roken pipe" not in done.stderr


def test_a_build_goes_on_where_nobody_hears_it(bread: Path) -> None:
    """Its words have no reader, its release has: code 0 means that it is there."""
    done = shell("$L build bread.txt -o out 2>&1 >/dev/null | true", bread.parent)
    assert done.returncode == 0
    assert "DIGESTS" in names(bread.parent / "out")


@pytest.mark.parametrize("line", ["$L build bread.txt -o out 2>&-", "$L build bread.txt -o out >&-"])
def test_a_stream_that_the_caller_closed_is_no_error(bread: Path, line: str) -> None:
    """Some services start their commands so."""
    done = shell(line, bread.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "DIGESTS" in names(bread.parent / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", ["explain", "check --json bread.txt"])
def test_an_output_that_is_full_is_told(bread: Path, words: str) -> None:
    """Data that could not be written is never taken for written."""
    done = shell(f"$L {words} >/dev/full", bread.parent)
    assert done.returncode == 2
    assert "error: the system refuses the output: no space left on device\n" in done.stderr
    assert "Traceback" not in done.stderr
