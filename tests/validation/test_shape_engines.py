"""The doors to pyshacl and pyshacl-turbo: same results, and the faults of the engines kept out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib

from lodpress.bundled import bundled
from lodpress.problems import EngineError
from lodpress.triples import Triple
from lodpress.validation import ShapeResult, Validator, validator
from lodpress.validation import fast as fast_door
from lodpress.validation.fast import FastValidator, available
from lodpress.validation.reference import ReferenceValidator, restored_switches

Maker = Callable[[Sequence[Path | str]], Validator]
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
XSD = "http://www.w3.org/2001/XMLSchema#"
A, P = "<urn:a>", "<urn:p>"
needs_fast = pytest.mark.skipif(not available(), reason="pyshacl-turbo is not installed")


@pytest.fixture(params=["reference", pytest.param("fast", marks=needs_fast)])
def engine(request: pytest.FixtureRequest) -> Maker:
    """Each engine in turn."""
    return ReferenceValidator if request.param == "reference" else FastValidator


def shape(constraint: str) -> str:
    """A shape on `urn:a` and its values of `urn:p`."""
    return f'{PREFIXES}<urn:s> sh:targetNode <urn:a> ; sh:path <urn:p> ; sh:message "no" ; {constraint} .'


def values(*terms: str) -> list[Triple]:
    """`urn:a` with values of `urn:p`."""
    return [(A, P, term) for term in terms]


def typed(text: str, datatype: str) -> str:
    """A literal of an XML Schema datatype."""
    return f'"{text}"^^<{XSD}{datatype}>'


def test_result_has_the_fields_that_shacl_asks_for(engine: Maker) -> None:
    """Focus node, path, value, component, shape, severity and message come as stated."""
    component = "<http://www.w3.org/ns/shacl#DatatypeConstraintComponent>"
    expected = ShapeResult(A, P, '"x"@en', component, "<urn:s>", "Warning", "no")
    checked = engine([shape("sh:datatype xsd:string ; sh:severity sh:Warning")])
    assert checked.validate(values('"x"@en', '"y"')) == (expected,)


@pytest.mark.parametrize("term", ["minCountt", "patern", "targetKlass", "Violatoin"])
def test_misspelt_shacl_term_is_refused(engine: Maker, term: str) -> None:
    """pyshacl would pass over `sh:minCountt` and check nothing."""
    use = f"sh:severity sh:{term}" if term[0].isupper() else f"sh:{term} 1"
    with pytest.raises(EngineError, match=f"uses `sh:{term}`") as caught:
        engine([shape(use)])
    assert caught.value.hint is not None and "did you mean" in caught.value.hint


def test_severity_beyond_the_three_is_refused(engine: Maker) -> None:
    """A severity of one's own has no place among errors, warnings and infos."""
    with pytest.raises(EngineError, match="severity <urn:loud>"):
        engine([shape("sh:minCount 1 ; sh:severity <urn:loud>")])


def test_pattern_that_python_cannot_read_is_refused_as_shapes_are_read(engine: Maker) -> None:
    r"""pyshacl would raise a raw `re.error` on `\p{Lu}` in the middle of a build."""
    with pytest.raises(EngineError, match="cannot be used"):
        engine([shape(r'sh:pattern "^\\p{Lu}"')])


def test_failure_inside_the_engine_becomes_an_engine_error(engine: Maker) -> None:
    """A query that is no SPARQL is told as an engine's failure, not as an exception of its parser."""
    broken = f"{PREFIXES}<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:sparql [ sh:select 'SELECT $this WHERE (' ] ."
    with pytest.raises(EngineError, match="failed"):
        engine([broken]).validate(values('"x"'))


def test_shapes_that_are_not_turtle_are_refused(engine: Maker) -> None:
    """A broken shapes file is an engine error as well."""
    with pytest.raises(EngineError, match="cannot read"):
        engine(["<urn:s> a"])


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("20x5", "gYear"), ("2020-13", "gYearMonth"), ("--13-01", "gMonthDay"), ("---32", "gDay"), ("--13", "gMonth"),
        ("2021-02-29", "date"), ("2020-01-01", "dateTime"), ("2020-01-01T00:00:00", "dateTimeStamp"),
        ("25:00:00", "time"), ("1e3", "decimal"), ("inf", "float"), ("Infinity", "double"), ("1_0", "double"),
        ("yes", "boolean"), ("TRUE", "boolean"), ("1.0", "integer"), ("", "integer"), ("128", "byte"),
        ("9223372036854775808", "long"), ("-1", "unsignedInt"), ("0", "positiveInteger"), ("P", "duration"),
        ("P1Y", "dayTimeDuration"), ("P1D", "yearMonthDuration"), ("P1DT", "duration"), ("0", "hexBinary"),
        ("$", "base64Binary"), ("e n", "language"), (" a", "token"), ("a\\tb", "normalizedString"),
    ],
)  # fmt: skip
def test_ill_typed_literal_is_found(engine: Maker, text: str, datatype: str) -> None:
    """sh:datatype refuses what is outside the datatype's lexical space, and the result shows it as it was."""
    term = typed(text, datatype)
    (result,) = engine([shape(f"sh:datatype xsd:{datatype}")]).validate(values(term))
    assert result.value == term


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2020", "gYear"), ("-0044", "gYear"), ("2020Z", "gYear"), ("2020-12", "gYearMonth"), ("--02-29", "gMonthDay"),
        ("---31", "gDay"), ("--12", "gMonth"), ("2020-02-29", "date"), ("2020-01-31+14:00", "date"),
        ("2020-01-01T00:00:00.5Z", "dateTime"), ("10:00:00Z", "time"), (".5", "decimal"), ("+5.", "decimal"),
        ("-INF", "float"), ("NaN", "double"), ("1", "boolean"), ("-01", "integer"), ("-128", "byte"),
        ("18446744073709551615", "unsignedLong"), ("-P1Y2M3DT4H5M6.7S", "duration"), ("PT0S", "dayTimeDuration"),
        ("P1Y", "yearMonthDuration"), ("0aFF", "hexBinary"), ("", "hexBinary"), ("YQ==", "base64Binary"),
        ("en-GB", "language"), ("a b", "token"), ("a  b", "normalizedString"), ("-0044-03-15", "date"), ("12020-01-01", "date"),
        ("2020-01-01T24:00:00", "dateTime"), ("24:00:00", "time"), ("9" * 5000, "integer"),
    ],
)  # fmt: skip
def test_well_typed_literal_passes(engine: Maker, text: str, datatype: str) -> None:
    """sh:datatype takes every form of the datatype, not only the canonical one."""
    assert engine([shape(f"sh:datatype xsd:{datatype}")]).validate(values(typed(text, datatype))) == ()


def test_literals_are_compared_as_they_are_written(engine: Maker) -> None:
    """`01` is not `1` to sh:in, and comes out as `01`: rdflib would have made it `1` while parsing."""
    (result,) = engine([shape("sh:in ( 1 )")]).validate(values(typed("1", "integer"), typed("01", "integer")))
    assert result.value == typed("01", "integer")


@pytest.mark.parametrize(
    "text", ["a\\nb", 'say \\"hi\\"', "back\\\\slash", "tab\\t", "\\u0001", "çöß 😀", "\\\\u0041"]
)
def test_text_comes_back_as_it_went_in(engine: Maker, text: str) -> None:
    """No escape is lost or read twice on the way through an engine."""
    (result,) = engine([shape("sh:nodeKind sh:IRI")]).validate(values(f'"{text}"'))
    assert result.value == f'"{text}"'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("[ sh:inversePath <urn:p> ]", "^<urn:p>"),
        ("( <urn:p> <urn:q> )", "(<urn:p>/<urn:q>)"),
        ("[ sh:alternativePath ( <urn:p> [ sh:inversePath <urn:q> ] ) ]", "(<urn:p>|^<urn:q>)"),
        ("[ sh:oneOrMorePath [ sh:alternativePath ( <urn:p> <urn:q> ) ] ]", "(<urn:p>|<urn:q>)+"),
        ("[ sh:zeroOrOnePath <urn:p> ]", "<urn:p>?"),
        ("( [ sh:zeroOrMorePath <urn:p> ] <urn:q> )", "(<urn:p>*/<urn:q>)"),
    ],
)
def test_path_reads_as_sparql_writes_it(engine: Maker, path: str, text: str) -> None:
    """A path that is no single predicate keeps a text that does not change from run to run."""
    shapes = f"{PREFIXES}<urn:s> sh:targetNode <urn:a> ; sh:path {path} ; sh:minCount 9 ."
    (result,) = engine([shapes]).validate(values('"x"'))
    assert result.path == text


def test_blank_shape_goes_by_the_name_of_the_one_it_stands_in(engine: Maker) -> None:
    """A blank node would mean nothing outside the shapes file."""
    shapes = f"{PREFIXES}<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property [ sh:path <urn:p> ; sh:maxCount 0 ] ."
    (result,) = engine([shapes]).validate(values('"x"'))
    assert (result.shape, result.path) == ("<urn:s>", P)


def test_two_sources_make_one_shapes_graph(engine: Maker) -> None:
    """Blank nodes of two texts stay apart, though both call one `_:b`."""
    first = f"{PREFIXES}<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:property _:b . _:b sh:path <urn:p> ; sh:maxCount 0 ."
    second = first.replace("urn:s", "urn:t").replace("urn:p", "urn:q")
    results = engine([first, second]).validate([*values('"x"'), (A, "<urn:q>", '"y"')])
    assert [(r.shape, r.path) for r in results] == [("<urn:s>", P), ("<urn:t>", "<urn:q>")]


def test_results_do_not_depend_on_the_order_of_triples(engine: Maker) -> None:
    """The same graph gives the same tuple."""
    checked = engine([bundled("shapes") / "document.ttl"])
    triples = [(f"<urn:{n}>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<https://w3id.org/lodpress/ns#{c}>")
               for n, c in enumerate(("Edge", "Theme", "KeyIdea", "ConceptGraph", "VisualClass"))]  # fmt: skip
    results = checked.validate(triples)
    assert len(results) > 10
    assert results == checked.validate(triples[::-1]) == tuple(sorted(results, key=lambda r: r.sort_key))


def test_nothing_is_inferred(engine: Maker) -> None:
    """An instance of a sub-class counts (SHACL, section 2.1.3.2); the domain of a property makes no instance."""
    shapes = f"{PREFIXES}<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:path <urn:p> ; sh:minCount 1 ."
    shapes = shapes.replace("a sh:NodeShape ; ", "")
    domain = ("<urn:q>", "<http://www.w3.org/2000/01/rdf-schema#domain>", "<urn:C>")
    assert engine([shapes]).validate([domain, (A, "<urn:q>", A)]) == ()


def test_empty_graph_conforms(engine: Maker) -> None:
    """Nothing has nothing wrong with it."""
    assert engine([bundled("shapes") / "skos.ttl"]).validate([]) == ()


@pytest.mark.parametrize("before", [True, False])
def test_rdflib_switches_are_as_before(monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    """pyshacl sets NORMALIZE_LITERALS to True when it is done, whatever it was."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", before)
    ReferenceValidator([shape("sh:minCount 1")]).validate(values('"x"'))
    assert rdflib.NORMALIZE_LITERALS is before
    assert rdflib.Literal("1", datatype=rdflib.XSD.boolean).value is True


def test_rdflib_switches_are_as_before_after_a_failure() -> None:
    """pyshacl leaves them flipped where shapes cannot be loaded."""
    mapping = rdflib.term._toPythonMapping
    boolean = mapping[rdflib.XSD.boolean]
    with pytest.raises(ValueError, match="broken shapes"), restored_switches():
        rdflib.NORMALIZE_LITERALS = False
        mapping[rdflib.XSD.boolean] = str
        raise ValueError("broken shapes")
    assert rdflib.NORMALIZE_LITERALS is True
    assert mapping[rdflib.XSD.boolean] is boolean


def test_engine_can_be_shared_by_threads(engine: Maker) -> None:
    """Eight calls at once give what one gives, and leave rdflib as it was."""
    checked = engine([shape("sh:datatype xsd:integer")])
    data = values(typed("01", "integer"), typed("x", "integer"), '"y"')
    alone = checked.validate(data)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(checked.validate, [data] * 24)) == {alone}
    assert rdflib.NORMALIZE_LITERALS is True


def test_reference_is_used_where_the_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing depends on pyshacl-turbo."""
    monkeypatch.setattr(fast_door, "available", lambda: False)
    assert isinstance(validator([shape("sh:minCount 1")], reference=False), ReferenceValidator)


@needs_fast
@pytest.mark.parametrize(("reference", "kind"), [(True, ReferenceValidator), (False, FastValidator)])
def test_factory_gives_the_engine_that_is_asked_for(reference: bool, kind: type) -> None:
    """The fast engine by default, pyshacl on request."""
    assert isinstance(validator([shape("sh:minCount 1")], reference=reference), kind)
