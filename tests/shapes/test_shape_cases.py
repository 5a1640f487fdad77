"""Every shape has a passing and a failing case, and both engines agree on each."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from lodpress.bundled import bundled, bundled_text
from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.triples import Triple
from lodpress.validation import ShapeResult, Validator, validator
from lodpress.validation.fast import available

CASES = Path(__file__).parent
FILES = ("document", "skos", "shared", "publishing")
SHAPES = "<https://w3id.org/lodpress/shapes#"
SH = "<http://www.w3.org/ns/shacl#"
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
#: What a constraint of a shape is called in results.
COMPONENTS = {
    "class": "Class", "datatype": "Datatype", "disjoint": "Disjoint", "equals": "Equals", "hasValue": "HasValue",
    "in": "In", "maxCount": "MaxCount", "minCount": "MinCount", "minInclusive": "MinInclusive",
    "minLength": "MinLength", "nodeKind": "NodeKind", "not": "Not", "or": "Or", "pattern": "Pattern",
    "qualifiedMaxCount": "QualifiedMaxCount", "qualifiedMinCount": "QualifiedMinCount", "sparql": "SPARQL",
    "uniqueLang": "UniqueLang",
}  # fmt: skip
STRUCTURE = {
    "targetClass",
    "targetSubjectsOf",
    "targetObjectsOf",
    "path",
    "severity",
    "message",
    "qualifiedValueShape",
}


@cache
def stated(file: str) -> dict[str, list[tuple[str, str]]]:
    """Predicates and objects of each shape of a file."""
    shapes: dict[str, list[tuple[str, str]]] = {}
    for s, p, o in triples_of_turtle(bundled_text("shapes", f"{file}.ttl").encode()):
        if p == RDF_TYPE and o in (f"{SH}NodeShape>", f"{SH}PropertyShape>"):
            shapes.setdefault(s, [])
    for s, p, o in triples_of_turtle(bundled_text("shapes", f"{file}.ttl").encode()):
        if s in shapes:
            shapes[s].append((p, o))
    return shapes


NAMES = [(file, shape.removeprefix(SHAPES)[:-1]) for file in FILES for shape in sorted(stated(file))]


@cache
def engines(file: str) -> list[Validator]:
    """The engines that are installed, over one shapes file."""
    path = [bundled("shapes") / f"{file}.ttl"]
    fast = [validator(path, reference=False)] if available() else []
    return [validator(path, reference=True), *fast]


def case(name: str) -> tuple[list[Triple], set[tuple[str, str]]]:
    """The triples of a case, and the focus nodes and components that its first lines expect."""
    text = (CASES / f"{name}.ttl").read_text(encoding="utf-8")
    expected = re.findall(r"^# fails: (<[^>]*>|\".*\") (\w+)$", text, re.MULTILINE)
    base = "https://example.org/d/"
    resolved = {
        (f if f[0] == '"' else "<" + ("https://example.org" if f[1] == "/" else base) + f[1:], c)
        for f, c in expected
    }
    return triples_of_turtle(text.encode()), resolved


def found(results: tuple[ShapeResult, ...], name: str) -> set[tuple[str, str]]:
    """The focus nodes and components of one shape's results."""
    short = re.compile(r"#(\w+)ConstraintComponent>")
    return {(r.focus, short.findall(r.component)[0]) for r in results if r.shape == f"{SHAPES}{name}>"}


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_passing_case_passes(file: str, name: str) -> None:
    """The shape has nothing to say of its passing case."""
    triples, _ = case(f"{name}.pass")
    for engine in engines(file):
        assert found(engine.validate(triples), name) == set()


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_failing_case_fails_where_it_says(file: str, name: str) -> None:
    """The shape finds the focus nodes and components that the case names, and no others."""
    triples, expected = case(f"{name}.fail")
    assert expected
    for engine in engines(file):
        assert found(engine.validate(triples), name) == expected


@pytest.mark.parametrize(("file", "name"), NAMES)
@pytest.mark.parametrize("kind", ["pass", "fail"])
@pytest.mark.skipif(not available(), reason="pyshacl-turbo is not installed")
def test_engines_agree_to_the_field(file: str, name: str, kind: str) -> None:
    """All results of all shapes of the file are the same by both engines."""
    triples, _ = case(f"{name}.{kind}")
    reference, fast = engines(file)
    assert fast.validate(triples) == reference.validate(triples)


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_failing_case_breaks_every_constraint(file: str, name: str) -> None:
    """No constraint of a shape stands that no case has ever seen fail."""
    own = {
        p.removeprefix(SH)[:-1] for p, _ in stated(file)[f"{SHAPES}{name}>"] if p.startswith(SH)
    } - STRUCTURE
    declared = {COMPONENTS[constraint] for constraint in own}
    unbreakable = {"QualifiedMinCount"} if name == "DocumentTopic" else set()  # of none at least
    assert {component for _, component in case(f"{name}.fail")[1]} == declared - unbreakable


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_shape_tells_its_author_what_to_do(file: str, name: str) -> None:
    """A shape has a label, one severity and one message: the rule, and after a semicolon the advice."""
    pairs = stated(file)[f"{SHAPES}{name}>"]
    (message,) = [o for p, o in pairs if p == f"{SH}message>"]
    assert re.fullmatch(r'"[^;]+; [a-z][^;]+\."', message)
    assert len([o for p, o in pairs if p == f"{SH}severity>"]) == 1
    assert len([o for p, o in pairs if p == RDFS_LABEL]) == 1


def test_every_case_belongs_to_a_shape() -> None:
    """No case is left over from a shape that is gone."""
    names = {name for _, name in NAMES}
    assert {path.name.split(".")[0] for path in CASES.glob("*.ttl")} == names


def test_no_two_files_define_one_shape() -> None:
    """Files can be loaded together."""
    assert len(NAMES) == len({name for _, name in NAMES})


@pytest.mark.parametrize("file", FILES)
def test_file_says_what_it_is(file: str) -> None:
    """Each shapes file has a title, a description and a licence."""
    about = [p for s, p, _ in triples_of_turtle(bundled_text("shapes", f"{file}.ttl").encode())
             if s == f"<https://w3id.org/lodpress/shapes/{file}>"]  # fmt: skip
    dct = "<http://purl.org/dc/terms/"
    assert {f"{dct}title>", f"{dct}description>", f"{dct}license>"} <= set(about)


@pytest.mark.parametrize("file", FILES)
def test_shapes_name_terms_that_the_ontology_has(file: str) -> None:
    """No shape is silent because a term of the vocabulary is misspelt in it."""
    cg = re.compile(r"\bcg:(\w+)")
    ontology = set(cg.findall(re.sub(r'""".*?"""', "", bundled_text("ontology", "cg.ttl"), flags=re.DOTALL)))
    text = re.sub(r'(?<!")"(?!").*?"', "", bundled_text("shapes", f"{file}.ttl").replace('"""', ""))
    assert set(cg.findall(text)) <= ontology


def test_publishing_shapes_stop_no_build() -> None:
    """What a dataset fails to say of itself is a warning or an information."""
    severities = {o for pairs in stated("publishing").values() for p, o in pairs if p == f"{SH}severity>"}
    assert severities == {f"{SH}Warning>", f"{SH}Info>"}
