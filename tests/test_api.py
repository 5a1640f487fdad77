"""The Python door does what the command does, and its list of names is complete."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from cli.processes import BROKEN, EXAMPLES, contents, environment, run
from documents_read import BASE
from truth import ROOT

import lodpress
from lodpress import (
    ConceptGraph,
    FindingsError,
    InputError,
    LodpressError,
    Settings,
    SettingsError,
    UsageError,
    api,
    problems,
)

EXAMPLE = EXAMPLES / "giving-rivers-room.txt"


@pytest.fixture(scope="module")
def graph() -> ConceptGraph:
    """One of the examples, read."""
    return lodpress.read(EXAMPLE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, published by the command."""
    out = tmp_path_factory.mktemp("built") / "out"
    assert run("build", EXAMPLE, "-o", out).returncode == 0
    return out


def _of_graph(path: Path, name: str) -> rdflib.Graph:
    dataset = rdflib.Dataset().parse(path, format="nquads")
    return dataset.graph(rdflib.URIRef(name))


def test_the_public_names_are_sorted_and_complete() -> None:
    """What `dir` shows and is no module is listed: all functions of the door, and every error."""
    shown = [name for name in dir(lodpress) if not name.startswith("_")]
    public = [name for name in shown if not inspect.ismodule(getattr(lodpress, name))]
    assert lodpress.__all__ == sorted(public) == sorted(set(lodpress.__all__))
    functions = {
        name for name, one in vars(api).items()
        if inspect.isfunction(one) and one.__module__ == api.__name__ and not name.startswith("_")
    }  # fmt: skip
    errors = {
        name
        for name, one in vars(problems).items()
        if inspect.isclass(one) and issubclass(one, LodpressError)
    }
    assert functions | errors <= set(lodpress.__all__)


@pytest.mark.parametrize("name", lodpress.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    """With a sentence that says what comes back."""
    one = getattr(lodpress, name)
    assert name == "CODES" or (one.__doc__ and one.__doc__.splitlines()[0].endswith((".", ":", "`")))


def test_the_python_of_the_readme_runs_as_it_stands() -> None:
    """In the checkout, as pasted; the first prints findings, and each the answers of its query."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = [_printed_by(block) for block in blocks]
    assert any(line.startswith("warning[") for line in printed[0])
    assert all(lines[-1].strip() and not lines[-1].startswith(" ") for lines in printed)
    assert printed[1][-1].startswith(f"{BASE}giving-rivers-room/idea/1 > ")


def _printed_by(block: str) -> list[str]:
    code = [line for line in block.splitlines() if line.strip()]
    assert len(code) <= 10
    command = [sys.executable, "-c", block]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment())
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_read_finds_what_check_finds(graph: ConceptGraph) -> None:
    """`check` of the door and of the command, finding for finding, as they are shown."""
    done = run("check", EXAMPLE)
    shown = [lodpress.render(problem, graph.source, path=str(EXAMPLE)) for problem in lodpress.check(graph)]
    assert done.stderr.split("\nchecked ")[0] == "\n".join(shown)
    assert set(graph.problems) <= set(lodpress.check(graph))
    lines = run("check", "--json", EXAMPLE).stdout.splitlines()
    assert [json.loads(line)["code"] for line in lines] == [one.code for one in lodpress.check(graph)]


def test_a_text_is_read_as_its_file_is(graph: ConceptGraph) -> None:
    """By the name that it is given."""
    assert lodpress.read_text(EXAMPLE.read_text(encoding="utf-8"), "giving-rivers-room") == graph


def test_asserted_and_inferred_are_the_graphs_that_a_build_writes(graph: ConceptGraph, built: Path) -> None:
    """Triple for triple."""
    for kind, made in (("asserted", lodpress.asserted(graph)), ("inferred", lodpress.inferred(graph))):
        assert isinstance(made, rdflib.Graph)
        assert set(made) == set(_of_graph(built / "dataset.nq", f"{BASE}{graph.name}/graph/{kind}"))
        assert len(made) > 100


def test_turtle_and_jsonld_are_what_the_page_of_the_document_says(graph: ConceptGraph, built: Path) -> None:
    """The same text, and the same graph."""
    assert lodpress.turtle(graph) == (built / f"{graph.name}.ttl").read_text(encoding="utf-8")
    data = json.dumps(lodpress.jsonld(graph))
    assert set(rdflib.Graph().parse(data=data, format="json-ld")) == set(lodpress.asserted(graph))
    page = json.loads((built / f"{graph.name}.jsonld").read_text(encoding="utf-8"))
    assert {
        key: value for key, value in json.loads(data).items() if key != "@context"
    }.items() <= page.items()


def test_build_writes_what_the_command_writes(tmp_path: Path, built: Path) -> None:
    """To the byte; and says in numbers what the command says in words."""
    result = lodpress.build([str(EXAMPLE)], str(tmp_path / "out"))
    assert contents(tmp_path / "out") == contents(built)
    assert (result.documents, result.folder) == (1, tmp_path / "out")
    assert result.triples == len((built / "dataset.nt").read_text(encoding="utf-8").splitlines())
    assert (built / "DIGESTS").read_text(encoding="utf-8").startswith(result.digest)
    assert sum(result.counts.values()) == len(lodpress.check(lodpress.read(EXAMPLE)))
    assert len(result.recommended) == 7


def test_settings_hold_for_every_step(graph: ConceptGraph) -> None:
    """The base is that of all IRIs, also where no file was read for it."""
    settings = Settings(base="https://a.example")
    for made in (lodpress.asserted(graph, settings), lodpress.inferred(graph, settings)):
        assert not [s for s in made.subjects() if str(s).startswith(BASE)]
        assert [s for s in made.subjects() if str(s).startswith(f"https://a.example/{graph.name}/")]
    assert f"@base <https://a.example/{graph.name}/> ." in lodpress.turtle(graph, settings)


def test_errors_that_stand_are_raised_with_what_was_found(tmp_path: Path) -> None:
    """Nothing is published; and it is where that is allowed."""
    with pytest.raises(FindingsError, match="nothing was published, because 1 error stands"):
        lodpress.build([BROKEN], tmp_path / "out")
    assert not list(tmp_path.iterdir())
    result = lodpress.build([BROKEN], tmp_path / "out", allow_violations=True)
    assert result.counts[lodpress.Severity.ERROR] == 1


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [("none.txt", None, UsageError), ("empty.txt", b"", InputError), ("latin.txt", b"caf\xe9", InputError)],
)
def test_every_error_is_one_of_the_tree(
    tmp_path: Path, name: str, data: bytes | None, error: type[LodpressError]
) -> None:
    """With a hint, and with the findings where there are some."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error) as raised:
        lodpress.read(tmp_path / name)
    assert raised.value.hint
    assert not isinstance(raised.value, InputError) or raised.value.problems


def test_settings_that_cannot_be_used_are_refused_by_each_step(graph: ConceptGraph) -> None:
    """Where they are read from a text, and where they are made of values."""
    with pytest.raises(SettingsError, match=r"lodpress\.toml: `x` is no absolute http or https IRI"):
        lodpress.read_settings('base = "x"', "lodpress.toml")
    with pytest.raises(SettingsError, match="`x` is no absolute http or https IRI"):
        lodpress.asserted(graph, Settings(base="x"))


def test_no_argument_is_altered(graph: ConceptGraph) -> None:
    """A graph that went through every step is what it was."""
    before = lodpress.read(EXAMPLE)
    for step in (lodpress.check, lodpress.asserted, lodpress.inferred, lodpress.jsonld, lodpress.turtle):
        step(graph, Settings())
    assert graph == before == lodpress.read(EXAMPLE)


def test_loaded_documents_answer_as_their_graphs_and_their_release(graph: ConceptGraph, built: Path) -> None:
    """Whichever way the data came, and by the reference as well."""
    asked = ("theme-ideas", "themes", "idea-whole")
    sources = [
        lodpress.load([EXAMPLE]),
        lodpress.load([built]),
        lodpress.load([built / "dataset.ttl"], reference=True),
        lodpress.load_graphs([graph]),
    ]
    for name in asked:
        values = {"theme": "Storage"} if name == "theme-ideas" else {}
        answers = [lodpress.query(name, data, values) for data in sources]
        assert answers == [answers[0]] * 4


def test_diff_tells_what_the_command_tells(built: Path, tmp_path: Path) -> None:
    """A file of a release lacks nothing; with another word in one statement two triples differ."""
    quads = built / "dataset.nq"
    assert list(lodpress.diff(quads, built / "dataset.trig")) == []
    other = tmp_path / "other.nq"
    other.write_text(
        quads.read_text(encoding="utf-8").replace("sooner and", "later and", 1), encoding="utf-8"
    )
    found = list(lodpress.diff(quads, other))
    assert [(one.sign, one.subject.rpartition("/")[2]) for one in found] == [("+", "4>"), ("-", "4>")]
    assert found[0].graph == f"{BASE}giving-rivers-room/graph/asserted"
    assert run("diff", quads, other, "--json").stdout.count("\n") == len(found)


def test_one_path_where_several_are_wanted_is_refused() -> None:
    """As `build` does, or each letter of it would be a path."""
    with pytest.raises(UsageError, match="`paths` is one path"):
        lodpress.load(str(EXAMPLE))
