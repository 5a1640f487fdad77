"""Claims about differences in words: by document and thing, a line a change, what is long or follows in a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from stores.memory_store import steps

from lodpress.stores.comparison.grouping import document_of_subject, grouped
from lodpress.stores.comparison.in_words import tell
from lodpress.terms import CG, RDF, SKOS

BASE = "https://a.example/"
TIDES = f"{BASE}tides"
ASSERTED, INFERRED = f"{TIDES}/graph/asserted", f"{TIDES}/graph/inferred"
TEXT = "Where the moon pulls hardest the water rises highest and the ports are deepest of all the ports there are"


def _idea(number: int, label: str) -> list[str]:
    idea = f"<{TIDES}/idea/{number}>"
    position = f'{idea} <https://schema.org/position> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    return [f"{idea} <{RDF}type> <{CG}KeyIdea>", f'{idea} <{SKOS}prefLabel> "{label}"@en', position]


FOUR = [*_idea(4, "Ebb feeds ports"), *_idea(12, "Flow"), f"<{TIDES}/theme/sea> <{RDF}type> <{CG}Theme>",
        f'<{TIDES}/theme/sea> <{SKOS}prefLabel> "Sea"@en', f"<{TIDES}> <{RDF}type> <{CG}ConceptGraph>",
        f'<{TIDES}> <http://purl.org/dc/terms/title> "Tides"@en']  # fmt: skip


def _nquads(statements: list[str], graph: str = ASSERTED) -> str:
    return "".join(f"{one} <{graph}> .\n" for one in statements)


def _told(before: str, after: str, folder: Path, *, verbose: bool = False) -> list[str]:
    found = grouped(steps(before, after, folder), folder)
    return [f"{line.depth}{line.sign} {line.text}" for line in tell(found, verbose=verbose)]


def _of_four(before: list[str], after: list[str], folder: Path, *, verbose: bool = False) -> list[str]:
    """What is told of the document below its heading."""
    lines = _told(_nquads([*FOUR, *before]), _nquads([*FOUR, *after]), folder, verbose=verbose)
    assert lines[0] == f"0~ {TIDES} “Tides”"
    return lines[1:]


def _of_idea(predicate: str, term: str) -> str:
    return f"<{TIDES}/idea/4> <{predicate}> {term}"


def _told_pair(predicate: str, old: str, new: str, folder: Path) -> list[str]:
    return _of_four([_of_idea(predicate, old)], [_of_idea(predicate, new)], folder)


HEADING = "1~ idea 4 “Ebb feeds ports”"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"old"@en', '"new"@en', "2~ statement: “old” → “new”"),
        ('"old"@en', '"old"@de', "2~ statement: “old”@en → “old”@de"),
        (f'"{TEXT}"', f'"{TEXT.replace("highest", "far")}"', "2~ statement: “… the water rises highest and the ports …” → “… the water rises far and the ports …”"),
        (f'"{TEXT}"', f'"{TEXT} "', f"2~ statement: “{TEXT}” → “{TEXT} ”"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2"^^<http://www.w3.org/2001/XMLSchema#integer>', "2~ statement: 1 → 2"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"1"^^<http://www.w3.org/2001/XMLSchema#decimal>', "2~ statement: “1”^^xsd:integer → “1”^^xsd:decimal"),
        (f"<{TIDES}/theme/sea>", f"<{TIDES}/idea/12>", "2~ statement: theme “Sea” → idea 12 “Flow”"),
        (f"<{TIDES}/class/sea>", f"<{SKOS}Concept>", "2~ statement: class/sea → skos:Concept"),
        ("<https://else.example/x>", "<urn:x>", "2~ statement: https://else.example/x → urn:x"),
    ],
)  # fmt: skip
def test_one_value_in_the_place_of_another_is_one_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    """Old and new, things by their names, of long texts what differs, and never twice the same."""
    assert _told_pair(f"{CG}statement", old, new, tmp_path) == [HEADING, line]


def test_properties_that_change_alike_share_a_line(tmp_path: Path) -> None:
    """Those of this vocabulary come first."""
    before, after = (
        [_of_idea(f"{SKOS}definition", word), _of_idea(f"{CG}statement", word)] for word in ('"a"', '"b"')
    )
    assert _of_four(before, after, tmp_path) == [HEADING, "2~ statement, definition: “a” → “b”"]


def test_values_of_which_there_are_several_are_added_and_removed(tmp_path: Path) -> None:
    """No old one is said to have become a new one."""
    one, two, three = (_of_idea(f"{CG}linksTo", f'"{number}"') for number in (1, 2, 3))
    told = _of_four([one], [two, three], tmp_path)
    assert told == [HEADING, "2- links to: “1”", "2+ links to: “2”", "2+ links to: “3”"]


def test_what_is_said_backwards_is_told_once(tmp_path: Path) -> None:
    """Of the idea, and not of its theme as well."""
    there = _of_idea(f"{CG}hasTheme", f"<{TIDES}/theme/sea>")
    back = f"<{TIDES}/theme/sea> <{CG}themeOf> <{TIDES}/idea/4>"
    assert _of_four([], [there, back], tmp_path) == [HEADING, "2+ has theme: theme “Sea”"]


def test_two_related_ideas_are_told_where_the_line_begins(tmp_path: Path) -> None:
    """Or else of the first; the direction of a line is never lost."""
    four, twelve = f"<{TIDES}/idea/4>", f"<{TIDES}/idea/12>"
    related = [f"{four} <{SKOS}related> {twelve}", f"{twelve} <{SKOS}related> {four}"]
    assert _of_four([], related, tmp_path) == [HEADING, "2+ related: idea 12 “Flow”"]
    told = _of_four([], [*related, f"{twelve} <{CG}linksTo> {four}"], tmp_path)
    assert told == ["1~ idea 12 “Flow”", "2+ links to, related: idea 4 “Ebb feeds ports”"]


def test_a_new_thing_is_a_line_unless_all_is_to_be_told(tmp_path: Path) -> None:
    """With how much is said of it."""
    assert _of_four([], _idea(5, "New"), tmp_path) == ["1+ idea 5 “New” (3 triples)"]
    told = _of_four([], _idea(5, "New"), tmp_path, verbose=True)
    assert told[0] == "1+ idea 5 “New”"
    assert "2+ skos:prefLabel: “New”@en" in told
    assert len(told) == 4


def test_a_thing_is_called_as_it_is_now(tmp_path: Path) -> None:
    """Where its label changed; what it was called stands in the line."""
    before, after = (_nquads(_idea(4, label)) for label in ("Old", "New"))
    told = _told(before, after, tmp_path)
    assert told[1:] == ["1~ idea 4 “New”", "2~ label: “Old” → “New”"]
    assert _told(after, before, tmp_path)[1] == "1~ idea 4 “Old”"


def test_things_come_by_kind_and_number(tmp_path: Path) -> None:
    """Idea 5 before idea 12, themes before ideas."""
    more = [f'<{TIDES}/{thing}> <{CG}nodeId> "A"' for thing in ("idea/12", "idea/4", "theme/sea", "class/a")]
    headings = [line for line in _of_four([], more, tmp_path) if line[0] == "1"]
    assert headings == ["1~ theme “Sea”", HEADING, "1~ idea 12 “Flow”", "1+ class/a (1 triple)"]


def test_lines_that_moved_are_counted(tmp_path: Path) -> None:
    """One more line in the text moves all behind it; `verbose` tells each."""
    before, after = (
        [f'<{TIDES}/idea/{idea}> <{CG}sourceLine> "{line}"' for idea in (4, 12)] for line in (7, 8)
    )
    assert _of_four(before, after, tmp_path) == ["1~ 2 things moved to other lines of the text"]
    assert "2~ cg:sourceLine: “7” → “8”" in _of_four(before, after, tmp_path, verbose=True)


def test_what_follows_is_counted_beside_what_is_stated(tmp_path: Path) -> None:
    """And told where nothing stated changed, as when the ontology does; a name is found in the other graph."""
    follows = _nquads([_of_idea(f"{SKOS}related", "<urn:x>")], INFERRED)
    stated = _nquads([*FOUR, _of_idea(f"{CG}linksTo", "<urn:x>")])
    told = _told(_nquads(FOUR), stated + follows, tmp_path)
    assert told[1:] == [HEADING, "2+ links to: urn:x", "1~ 1 inferred triple with it"]
    assert _told(_nquads(FOUR), _nquads(FOUR) + follows, tmp_path)[1:] == [
        HEADING,
        "2+ related (inferred): urn:x",
    ]


def test_a_triple_that_is_stated_now_is_told_so(tmp_path: Path) -> None:
    """It is in both sides, and in another graph."""
    one = [_of_idea(f"{SKOS}related", "<urn:x>")]
    told = _told(_nquads(FOUR) + _nquads(one, INFERRED), _nquads([*FOUR, *one]), tmp_path, verbose=True)
    assert told[1:] == [HEADING, "2~ skos:related: urn:x (now stated)"]


def test_a_whole_document_is_a_line(tmp_path: Path) -> None:
    """With its title and counts, new or gone, and the first twenty of many."""
    assert _told("", _nquads(FOUR), tmp_path) == [f"0+ {TIDES} “Tides”: new, 1 theme, 2 ideas, 10 triples"]
    assert _told(_nquads(FOUR), "", tmp_path) == [f"0- {TIDES} “Tides”: gone, 1 theme, 2 ideas, 10 triples"]
    many = "".join(_nquads(["<urn:s> <urn:p> <urn:o>"], f"{BASE}{n}/graph/asserted") for n in range(23))
    told = _told("", many, tmp_path)
    assert len(told) == 21
    assert told[-1] == "0+ and 3 more that are new as a whole"


def test_many_things_of_one_kind_are_told_in_part(tmp_path: Path) -> None:
    """Ten, and how many more."""
    told = _of_four([], [one for n in range(20, 45) for one in _idea(n, "New")], tmp_path)
    assert len(told) == 11
    assert told[-1] == "1+ and 15 more ideas"


def test_another_graph_is_told_by_its_subjects(tmp_path: Path) -> None:
    """With its counts first; the description, which changes with everything, by these alone."""
    for name, lines in (("ontology", ["1~ urn:s", "2~ urn:p: “a” → “b”"]), ("description", [])):
        graph = f"{BASE}dataset/graph/{name}"
        before, after = (
            _nquads([f'<urn:s> <urn:p> "{word}"', "<urn:s> <urn:p> <urn:o>"], graph) for word in "ab"
        )
        assert _told(before, after, tmp_path) == [f"0~ {graph}: 1 triple added, 1 removed", *lines]


def test_a_graph_that_is_called_like_a_document_is_told_beside_it(tmp_path: Path) -> None:
    """Neither hides the other."""
    both = [(["<urn:s> <urn:p> <urn:o>"], TIDES), ([_of_idea(f"{CG}statement", "<urn:x>")], ASSERTED)]
    told = _told(_nquads(FOUR), _nquads(FOUR) + "".join(_nquads(*one) for one in both), tmp_path)
    assert told == [f"0~ {TIDES} “Tides”", HEADING, "2+ statement: urn:x", f"0+ {TIDES}: new, 1 triple"]


def test_without_graphs_a_document_is_known_by_its_iris(tmp_path: Path) -> None:
    """What is of none is told by itself."""
    before = "".join(f"{one} .\n" for one in FOUR)
    after = before + f'{_of_idea(f"{CG}statement", "<urn:x>")} .\n<urn:s#a> <urn:p> "1" .\n'
    told = _told(before, after, tmp_path)
    assert told == [f"0~ {TIDES} “Tides”", HEADING, "2+ statement: urn:x", "0+ urn:s: new, 1 triple"]


@pytest.mark.parametrize(
    ("path", "document"),
    [("tides/idea/4", "tides"), ("tides/edge/idea/x", "tides"), ("tides/source#line=1,2", "tides"),
     ("tides/activity/curation#curator", "tides"), ("agent/ana", "agent/ana")],
)  # fmt: skip
def test_the_document_of_a_thing_is_read_off_its_iri(path: str, document: str) -> None:
    """As the IRI policy builds it."""
    assert document_of_subject(f"<{BASE}{path}>") == BASE + document
