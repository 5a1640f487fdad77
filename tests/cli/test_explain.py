"""`lodpress explain`, and that each code is raised by something that people can look at."""

from __future__ import annotations

import pytest
from truth import ROOT

from cli.processes import run
from lodpress import CODES, InputError, Settings, read_settings
from lodpress.problems import Problem
from lodpress.syntax.reading import read_document

DOCUMENTS = (
    *sorted((ROOT / "tests" / "documents").glob("*.txt")),
    *sorted((ROOT / "documents").glob("*.txt")),
)

HEAD = "Concept Graph using Model X:\n"
GRAPH = "graph LR\nMain[Bread and Salt]\nMain --> A1[Salt was once a tax 1]\nA1 -.-> G1[History]\n"
GRAPH += "Main --> A2[Bread was once a wage 2]\nA2 -.-> G1\nG1 --> A1\nG1 --> A2\n"
RESUME = "Resume:\nBoth were money once.\n"
LIST = "1.- Kings taxed salt.\n2.- Workers were paid in bread.\n"
IDEAS = f"2 Key Ideas:\n{LIST}"
CREDITS = "Interview by Ana Example | Custom GPT and Knowledge Vault built by Bo Sample 2026\n"

#: Texts for the codes that no document of the tests raises; the first three are over lowered limits.
TEXTS = {
    "file-too-large": HEAD + GRAPH,
    "line-too-long": HEAD + GRAPH,
    "nesting-too-deep": HEAD + GRAPH + "subgraph a\nsubgraph b\nend\nend\n",
    "byte-order-mark": "\ufeff" + HEAD + GRAPH + RESUME + IDEAS + CREDITS,
    "crlf": (HEAD + GRAPH + RESUME + IDEAS + CREDITS).replace("\n", "\r\n"),
    "header-missing": GRAPH + RESUME + IDEAS + CREDITS,
    "graph-missing": HEAD + RESUME + IDEAS + CREDITS,
    "key-ideas-heading-missing": HEAD + GRAPH + RESUME + LIST + CREDITS,
    "credits-missing": HEAD + GRAPH + RESUME + IDEAS,
    "credits-unread": HEAD + GRAPH + RESUME + IDEAS + "Interview by Ana Example | a loving work 2026\n",
    "language-undetermined": "graph LR\nM[Tides] --> A[Ports 1]\nA --> T[Sea]\nT --> A\n",
    "graph-flattened": HEAD + GRAPH.replace("\n", " ").rstrip() + "\n" + RESUME + IDEAS + CREDITS,
    "class-without-node": HEAD
    + GRAPH
    + "classDef old fill:#eee\nclass A1,A2,A3 old\n"
    + RESUME
    + IDEAS
    + CREDITS,
    "placeholder-topic": HEAD + GRAPH.replace("Bread and Salt", "Main Topic") + RESUME + IDEAS + CREDITS,
    "idea-without-number": HEAD + GRAPH.replace("wage 2", "wage") + RESUME + IDEAS + CREDITS,
    "idea-not-listed": HEAD + GRAPH.replace("wage 2", "wage 7") + RESUME + IDEAS + CREDITS,
}
LIMITS = {
    "file-too-large": "file_size = 20",
    "line-too-long": "line_length = 20",
    "nesting-too-deep": "nesting = 1",
}

#: What the data itself and queries raise, and the tests that hold it.
ELSEWHERE = {code: "tests/querying/test_checking.py" for code in CODES if code.startswith("query-")} | {
    "query-answer": "tests/querying/test_expectations.py",
    "inconsistent": "tests/test_inconsistency.py",
    "shape-violation": "tests/validation/test_in_words.py",
    "shape-warning": "tests/validation/test_in_words.py",
    "shape-info": "tests/validation/test_in_words.py",
}


def _problems(data: bytes, settings: Settings) -> tuple[Problem, ...]:
    try:
        return read_document(data, "bread.txt", "bread", settings).problems
    except InputError as error:
        return error.problems


def _codes_of_the_documents() -> set[str]:
    found = (_problems(path.read_bytes(), Settings()) for path in DOCUMENTS)
    return {problem.code for problems in found for problem in problems}


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_raises_the_code(code: str) -> None:
    """Alone among its like: the same text without the fault does not."""
    settings = read_settings(f"[limits]\n{LIMITS[code]}" if code in LIMITS else "", "lodpress.toml")
    whole = (HEAD + GRAPH + RESUME + IDEAS + CREDITS).encode()
    assert code in {problem.code for problem in _problems(TEXTS[code].encode(), settings)}
    assert not _problems(whole, Settings())


def test_every_code_is_raised_by_a_document_a_text_or_a_named_test() -> None:
    """A code that nothing raises is dead, and one more needs its case."""
    documents = _codes_of_the_documents()
    assert set(CODES) == documents | set(TEXTS) | set(ELSEWHERE)
    assert not set(ELSEWHERE) & documents
    for code, path in ELSEWHERE.items():
        assert f'"{code}"' in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["line-back-missing", "nesting-too-deep", "shape-violation"])
def test_a_code_is_explained_on_standard_output(code: str) -> None:
    """Its name and severity, what it is, and what to do."""
    done = run("explain", code)
    one = CODES[code]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{code} ({one.severity.value})\n\n{one.summary}.\n\n{one.explanation}\n"


def test_every_code_has_a_page_and_a_line_in_the_list() -> None:
    """The list in the order in which a document is read; each page ends its sentences."""
    lines = run("explain").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[one.name, one.severity.value] for one in CODES.values()]
    assert all(line.endswith(one.summary) for line, one in zip(lines, CODES.values(), strict=True))
    assert all(one.explanation.endswith(".") and not one.summary.endswith(".") for one in CODES.values())


@pytest.mark.parametrize(
    ("asked", "near"),
    [("line-back-mising", "line-back-missing"), ("[NUL-REMOVED]", None), ("theme-cicle", "theme-cycle")],
)
def test_a_code_is_found_as_people_write_it(asked: str, near: str | None) -> None:
    """With its brackets and in capitals; and a slip is answered with the nearest."""
    done = run("explain", asked)
    assert done.returncode == (2 if near else 0)
    assert (f"did you mean `{near}`" if near else "nul-removed (warning)") in done.stdout + done.stderr
