"""`query --check`: what is read, what is said, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from truth import ROOT

from lodpress.api import load
from lodpress.cli.console import Console
from lodpress.cli.query_check import CheckOptions, check_queries, tell_syntax
from lodpress.codes import Severity
from lodpress.problems import InputError, UsageError

GOOD = """\
# Which themes are there?
#+ summary: All themes
#+ description: By their IRIs
#+ tags:
#+   - themes
PREFIX cg: <https://w3id.org/lodpress/ns#>
SELECT ?theme WHERE { ?theme a cg:Theme . } ORDER BY ?theme
"""
UNORDERED = GOOD.replace(" ORDER BY ?theme", "")
MISSPELT = GOOD.replace("cg:Theme", "cg:Teme")
EXAMPLE = str(ROOT / "documents" / "giving-rivers-room.txt")
PLAIN = CheckOptions()
CONSOLE = Console(coloured=False, on_terminal=False)


def _check(*words: object, options: CheckOptions = PLAIN) -> int:
    return check_queries([*map(str, words)], load, CONSOLE, options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a good query, one without order, and one with a misspelt term."""
    for name, text in (("a-good", GOOD), ("b-unordered", UNORDERED), ("sub/c-misspelt", MISSPELT)):
        (tmp_path / "mine" / f"{name}.rq").parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mine" / f"{name}.rq").write_text(text, encoding="utf-8")
    return tmp_path / "mine"


def test_the_bundle_is_checked_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """And there is nothing to say of it."""
    assert _check() == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("checked ")
    assert said.err.endswith(" queries: no findings\n")


def test_a_folder_is_checked_whole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every finding as every other command tells it, in the order of the files."""
    assert _check(folder) == 1
    said = capsys.readouterr().err
    assert f"warning[query-rule]: rule 6: no ORDER BY\n  --> {folder}/b-unordered.rq:7:8\n" in said
    assert (
        f"error[query-term-unknown]: the ontology knows no `cg:Teme`\n  --> {folder}/sub/c-misspelt.rq:7:32\n"
        in said
    )
    assert (
        "  7 | SELECT ?theme WHERE { ?theme a cg:Teme . } ORDER BY ?theme\n    |                                ^^^^^^^\n"
        in said
    )
    assert said.index("query-rule") < said.index("query-term-unknown")
    assert said.endswith("checked 3 queries: 1 error, 1 warning\n")


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [
        ("a-good", "info", 0),
        ("b-unordered", "error", 0),
        ("b-unordered", "warning", 1),
        ("sub/c-misspelt", "error", 1),
    ],
)
def test_the_exit_code_is_that_of_the_worst_finding(folder: Path, name: str, fail_on: str, code: int) -> None:
    """Warnings count where that is asked for."""
    assert _check(folder / f"{name}.rq", options=CheckOptions(fail_on=Severity(fail_on))) == code


def test_findings_are_told_as_lines_of_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the fields that `lodpress check --json` has."""
    _check(folder, options=CheckOptions(as_json=True))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["code"], Path(one["file"]).name, one["line"], one["column"]) for one in lines] == [
        ("query-rule", "b-unordered.rq", 7, 8),
        ("query-term-unknown", "c-misspelt.rq", 7, 32),
    ]


def test_expected_answers_are_asked_over_the_sources(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And without sources it is said how many there are."""
    (folder / "a-good.expected.tsv").write_text("?theme\n", encoding="utf-8")
    assert _check(folder / "a-good.rq") == 0
    assert "expected answers that were not compared: 1" in capsys.readouterr().err
    assert _check(folder / "a-good.rq", EXAMPLE) == 1
    said = capsys.readouterr().err
    assert "error[query-answer]: the answer is not the expected one: it has an unexpected row `<" in said
    assert "not compared" not in said


def test_a_query_of_the_bundle_is_checked_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """As it is run by its name."""
    assert _check("theme-ideas") == 0
    assert "checked 1 query: no findings" in capsys.readouterr().err


def test_what_is_no_utf8_is_a_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other files are checked all the same."""
    (folder / "a-good.rq").write_bytes(GOOD.encode() + b"# caf\xe9\n")
    assert _check(folder) == 1
    said = capsys.readouterr().err
    assert "error[invalid-utf8]: byte 0xE9 is not UTF-8" in said
    assert "checked 3 queries: 2 errors, 1 warning" in said


def test_what_is_not_there_is_misuse(folder: Path) -> None:
    """A file that cannot be read, and a word that is neither a file nor a query."""
    with pytest.raises(InputError, match="cannot read the query"):
        _check(folder / "none.rq")
    with pytest.raises(UsageError, match="there is no query `nothing`"):
        _check("nothing")


def test_the_place_of_a_syntax_error_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """For a query that is run, with the file's own lines; one that parses says nothing."""
    assert not tell_syntax("mine.rq", GOOD, CONSOLE)
    assert tell_syntax("mine.rq", GOOD.replace("\n", "\r\n").replace("ORDER BY", "ORDER"), CONSOLE)
    said = capsys.readouterr().err
    assert said.startswith(
        "error[query-syntax]: SPARQL 1.1 cannot be read on from here\n  --> mine.rq:7:45\n  7 | SELECT"
    )
