"""The table of what stores make of terms, without a store: what is kept, rewritten, merged and refused."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pyoxigraph as ox
import pytest
from term_cases import cases, random_literals, xsd_literal

from lodpress import build
from lodpress.stores.rewriting.terms import Kind, StoreLossError, is_patchable, merges, stored, stored_triple
from lodpress.terms import RDF, XSD
from lodpress.triples import Triple, from_statements, literal

DOCUMENTS = Path(__file__).parents[2] / "documents"
KINDS: tuple[Kind, ...] = get_args(Kind)
EXAMPLE = "<https://example.org/a>"

#: What is sent, the kind, and what is stored.
REWRITTEN: list[tuple[str, str, Kind, str]] = [
    ("01", "integer", "oxigraph", "1"), ("01", "integer", "fuseki", "1"), ("+1", "integer", "virtuoso", "1"),
    ("1.50", "decimal", "oxigraph", "1.5"), ("1.50", "decimal", "fuseki", "1.5"), ("1.50", "decimal", "virtuoso", "1.5"),
    ("1", "decimal", "oxigraph", "1"), ("1", "decimal", "fuseki", "1.0"), ("1.0", "decimal", "virtuoso", "1"),
    ("1", "boolean", "oxigraph", "true"), ("0", "boolean", "fuseki", "false"), ("1", "boolean", "virtuoso", "true"),
    ("1e0", "double", "oxigraph", "1"), ("1e0", "double", "fuseki", "1.0e0"), ("1e0", "double", "virtuoso", "1.0"),
    ("1e20", "double", "oxigraph", "100000000000000000000"), ("1e10", "double", "fuseki", "1.0E10"),
    ("1e10", "double", "virtuoso", "1e+10"), ("0.1", "float", "oxigraph", "0.1"), ("-0.0", "float", "fuseki", "-0.0"),
    ("2020-01-01T00:00:00+00:00", "dateTime", "oxigraph", "2020-01-01T00:00:00Z"),
    ("2020-01-01T00:00:00+00:00", "dateTime", "fuseki", "2020-01-01T00:00:00+00:00"),
    ("2020-01-01T00:00:00.000+00:00", "dateTime", "virtuoso", "2020-01-01T00:00:00Z"),
    ("2020-01-01T00:00:00.5", "dateTime", "virtuoso", "2020-01-01T00:00:00.500"),
    ("2020-12-31T24:00:00", "dateTime", "oxigraph", "2021-01-01T00:00:00"),
    ("-0001-12-31T24:00:00", "dateTime", "folder", "0000-01-01T00:00:00"),
    ("2020-01-01-00:00", "date", "fuseki", "2020-01-01+00:00"), ("24:00:00", "time", "oxigraph", "00:00:00"),
    ("PT60S", "duration", "oxigraph", "PT1M"), ("P13M", "yearMonthDuration", "oxigraph", "P1Y1M"),
    ("007", "nonNegativeInteger", "fuseki", "7"), ("007", "nonNegativeInteger", "virtuoso", "7"),
]  # fmt: skip

#: What is sent, the kind that refuses it, and a word of why.
REFUSED: list[tuple[str, Kind, str]] = [
    (xsd_literal("300", "byte"), "oxigraph", "well-typed"),
    (xsd_literal("2020-01-01T00:00:00Z", "dateTimeStamp"), "folder", "xsd:dateTime"),
    (xsd_literal("abc", "integer"), "virtuoso", "number"),
    (xsd_literal("2147483648", "integer"), "virtuoso", "xsd:decimal"),
    (xsd_literal("4294967295", "unsignedInt"), "virtuoso", "negative"),
    (xsd_literal("0.1234567890123456", "decimal"), "virtuoso", "digits"),
    (xsd_literal("1.2345678", "double"), "virtuoso", "six digits"),
    (xsd_literal("P1Y", "duration"), "virtuoso", "months"),
    (xsd_literal("2020-01-01T00:00:00-00:00", "dateTime"), "virtuoso", "time zone"),
    (xsd_literal("1e23", "double"), "fuseki", "another way"),
    (xsd_literal(" 1", "integer"), "fuseki", "blanks"),
    (xsd_literal("12:00:00.1234567890123456789", "time"), "fuseki", "seconds"),
    (literal("<b/>", datatype=RDF + "XMLLiteral"), "virtuoso", "XML"),
    (f"<https://example.org/{'x' * 1_861}>", "virtuoso", "so long an IRI"),
    ("<https://example.org/a/../b>", "fuseki", "segment"),
    ("<nodeID://b1>", "virtuoso", "scheme"),
    ('"text"@x' + "-abcdefgh" * 30, "rdf4j", "language tag"),
]
#: No store gives these back.
REFUSED_EVERYWHERE = (
    "<relative>",
    "<https://example.org/%zz>",
    "<https://example.org/a b>",
    '"half \ud800"',
    '"text"@e1',
)


@pytest.mark.parametrize(("text", "name", "kind", "expected"), REWRITTEN)
def test_what_a_store_rewrites_is_foretold(text: str, name: str, kind: Kind, expected: str) -> None:
    """The datatype stays, and the text is the store's."""
    assert stored(xsd_literal(text, name), kind) == xsd_literal(expected, name)


def test_oxigraph_has_one_datatype_for_whole_numbers() -> None:
    """A well-typed one of a derived datatype keeps its value and becomes an xsd:integer, as dcat:byteSize does."""
    sent = xsd_literal("100326", "nonNegativeInteger")
    assert {kind: stored(sent, kind) for kind in KINDS} == {
        **dict.fromkeys(KINDS, sent),
        "oxigraph": xsd_literal("100326", "integer"),
        "folder": xsd_literal("100326", "integer"),
    }


@pytest.mark.parametrize(("term", "kind", "why"), REFUSED)
def test_what_a_store_would_damage_is_refused(term: str, kind: Kind, why: str) -> None:
    """With the store, the reason, the term, and what to do; a store of which nothing is known is asked all the same."""
    with pytest.raises(StoreLossError, match=why) as caught:
        stored(term, kind)
    assert "`" in str(caught.value)
    assert caught.value.hint
    assert stored(term, "sparql") == term


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("term", REFUSED_EVERYWHERE)
def test_what_is_no_term_is_refused_for_every_store(term: str, kind: Kind) -> None:
    """It could not be sent, or not be read back."""
    with pytest.raises(StoreLossError):
        stored(term, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_term_is_refused_wherever_it_stands(kind: Kind) -> None:
    """As subject, predicate, object and datatype; a blank node is no such term."""
    for triple in (
        ("<a>", EXAMPLE, "_:b"),
        ("_:b", "<a>", "_:b"),
        ("_:b", EXAMPLE, "<a>"),
        ("_:b", EXAMPLE, '"1"^^<a>'),
    ):
        with pytest.raises(StoreLossError, match=r"relative.*`<a>`"):
            stored_triple(triple, kind)
    assert stored_triple(("_:b", EXAMPLE, "_:c"), kind) == ("_:b", EXAMPLE, "_:c")


def test_what_oxigraph_would_do_is_what_pyoxigraph_does() -> None:
    """The table for Oxigraph against a store of the installed pyoxigraph: every case, and 4,000 random literals."""
    terms = (*cases(), *random_literals(4_000, seed=20))
    expected = {
        f"<https://example.org/{i}>": one for i, term in enumerate(terms) if (one := _or_none(term, "folder"))
    }
    store = ox.Store()
    for i, term in enumerate(terms):
        if (subject := f"<https://example.org/{i}>") in expected:
            store.load(f"{subject} {EXAMPLE} {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert len(expected) > 5_000
    assert {str(quad.subject): str(quad.object) for quad in store} == expected


@pytest.mark.parametrize("kind", ["rdf4j", "sparql"])
def test_two_kinds_keep_every_term_they_take(kind: Kind) -> None:
    """Nothing is rewritten there."""
    kept = [term for term in cases() if _or_none(term, kind) is not None]
    assert len(kept) > 2_800
    assert [stored(term, kind) for term in kept] == kept


def _or_none(term: str, kind: Kind) -> str | None:
    try:
        return stored(term, kind)
    except StoreLossError:
        return None


@pytest.mark.parametrize("kind", ["oxigraph", "fuseki", "virtuoso"])
def test_what_is_stored_is_stored_as_itself(kind: Kind) -> None:
    """What was read back can be sent again and stays; what is refused then was in a form that only that store reads."""
    once = {one for term in cases() if (one := _or_none(term, kind)) is not None}
    again = {one: _or_none(one, kind) for one in once}
    assert {one: other for one, other in again.items() if other not in (one, None)} == {}
    assert sum(other is None for other in again.values()) < len(once) / 100


def _triples(*terms: str) -> list[Triple]:
    return [(EXAMPLE, EXAMPLE, term) for term in terms]


def test_merges_are_named() -> None:
    """Distinct triples that one store takes for one, in groups; another keeps them apart."""
    triples = _triples(xsd_literal("01", "integer"), xsd_literal("1", "integer"), xsd_literal("2", "integer"))
    assert merges(triples, "oxigraph") == [tuple(triples[:2])]
    assert merges([*triples, *triples], "rdf4j") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (xsd_literal("1", "integer"), xsd_literal("true", "boolean")),
        (xsd_literal("1.5", "decimal"), xsd_literal("1.5", "double")),
        (xsd_literal("0.0", "double"), xsd_literal("-0.0", "double")),
        (xsd_literal("2020-01-01", "date"), xsd_literal("2020", "gYear")),
        (
            xsd_literal("2020-01-01T00:00:00Z", "dateTime"),
            xsd_literal("2020-01-01T01:00:00+01:00", "dateTime"),
        ),
    ],
)
def test_equal_values_of_one_property_are_refused_for_virtuoso(one: str, other: str) -> None:
    """It would keep the first; under another property, and in another store, both are kept."""
    with pytest.raises(StoreLossError, match="keep one only"):
        merges(_triples(one, other), "virtuoso")
    assert merges([(EXAMPLE, EXAMPLE, one), (EXAMPLE, "<https://example.org/b>", other)], "virtuoso") == []
    assert merges(_triples(one, other), "fuseki") == []


def test_unequal_values_are_kept_apart_in_virtuoso() -> None:
    """Large whole numbers, a time zone or none, texts that look like numbers."""
    terms = [xsd_literal("9007199254740993", "long"), xsd_literal("9007199254740992", "long"), '"1"', '"1"@en',
             xsd_literal("1", "integer"), xsd_literal("2020-01-01", "date"), xsd_literal("2020-01-01Z", "date")]  # fmt: skip
    assert merges(_triples(*terms), "virtuoso") == []


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All statements of a release of the bundled documents, its description among them."""
    folder = tmp_path_factory.mktemp("release") / "out"
    build([DOCUMENTS], folder)
    quads = (folder / "dataset.nq").read_text(encoding="utf-8").splitlines()
    described = ox.serialize(
        ox.parse((folder / "void.ttl").read_bytes(), format=ox.RdfFormat.TURTLE),
        format=ox.RdfFormat.N_TRIPLES,
    )
    assert described is not None
    return [quad.rsplit(" ", 2)[0] for quad in quads] + [
        line[:-2] for line in described.decode().splitlines()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_release_is_stored_as_it_is_sent(statements: list[str], kind: Kind) -> None:
    """Nothing is refused and nothing merged; all that changes are the sizes of files, in Oxigraph."""
    triples = from_statements(statements)
    changed = {(one, other) for one, other in ((t, stored_triple(t, kind)) for t in triples) if one != other}
    predicates = {one[1] for one, _ in changed}
    assert predicates == (
        {"<http://www.w3.org/ns/dcat#byteSize>"} if kind in ("oxigraph", "folder") else set()
    )
    assert merges(triples, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_release_is_patchable_but_for_its_files(statements: list[str], kind: Kind) -> None:
    """An update treats all triples as a PUT does, in Virtuoso all but the sizes of files."""
    others = {triple[1] for triple in from_statements(statements) if not is_patchable(triple, kind)}
    assert others == ({"<http://www.w3.org/ns/dcat#byteSize>"} if kind == "virtuoso" else set())


def test_a_document_is_mapped_in_about_a_millisecond(statements: list[str]) -> None:
    """The best of some runs over 1,200 triples; ten times what was measured, for slow machines."""
    triples = from_statements(statements[:1_200])
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        for triple in triples:
            stored_triple(triple, "virtuoso")
        runs.append(time.perf_counter() - start)
    assert min(runs) < 0.005


@pytest.mark.parametrize("name", ["integer", "decimal", "double", "float", "dateTime", "duration", "byte"])
def test_a_number_of_many_digits_is_refused_where_it_is_a_value(name: str) -> None:
    """At once, whatever its length; a store that keeps texts keeps it."""
    term = xsd_literal("1" * 100_000, name)
    for kind in ("oxigraph", "fuseki", "virtuoso"):
        with pytest.raises(StoreLossError, match="so long a value"):
            stored(term, kind)
    assert stored(term, "rdf4j") == term


@pytest.mark.parametrize("kind", KINDS)
def test_huge_exponents_take_no_time(kind: Kind) -> None:
    """They are infinite or zero."""
    for text in ("1e999999999", "1e-999999999"):
        with suppress(StoreLossError):
            assert stored(xsd_literal(text, "float"), kind) in {
                xsd_literal(one, "float") for one in (text, "INF", "0", "0.0")
            }


def test_numbers_of_xsd_float_are_rounded_once() -> None:
    """A text that is all but half way between two values is refused, as readers differ; half way itself is not."""
    half = "16777217"
    assert stored(xsd_literal(half, "float"), "oxigraph") == xsd_literal("16777216", "float")
    with pytest.raises(StoreLossError, match="half way"):
        stored(f'"{half}.000000000000000001"^^<{XSD}float>', "oxigraph")
