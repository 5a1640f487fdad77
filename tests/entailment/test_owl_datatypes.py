"""The datatypes of OWL 2: what is well-typed, what denotes the same, what a datatype holds."""

from __future__ import annotations

import pytest
from ontologies import term

from lodpress.datatypes import differ, holds, is_ill_typed
from lodpress.triples import lexical_form

_WELL_TYPED = """
0 integer|-01 integer|+7 nonNegativeInteger|-0 nonNegativeInteger|255 unsignedByte|-128 byte
9223372036854775807 long|-1 negativeInteger|0 nonPositiveInteger|1.50 decimal|.5 decimal|5. decimal
0 double|-INF double|NaN float|1e-400 double|.5E3 float|true boolean|0 boolean|0aFF hexBinary| hexBinary
aGk= base64Binary| base64Binary|aG k= base64Binary|?a b anyURI|2025-02-28T23:59:59.5+14:00 dateTime
2025-01-01T24:00:00 dateTime|-0044-03-15T00:00:00 dateTime|12025-01-01T00:00:00 dateTime
2024-02-29T00:00:00Z dateTimeStamp|2024-02-29 date|0000-02-29 date|12:00:00Z time|2025 gYear|2025-12 gYearMonth
--02-29 gMonthDay|---31 gDay|--12 gMonth|en-GB language|a b token| normalizedString|ab:c Name|ab NCName|1a NMTOKEN
été NCName
"""
_ILL_TYPED = """
x integer|1.0 integer| 1 integer|1_0 integer|-1 nonNegativeInteger|0 positiveInteger|256 unsignedByte|128 byte
0 negativeInteger|1e3 decimal|. decimal|1,5 decimal|inf double|1e float|TRUE boolean|2 boolean|0aF hexBinary
aGk base64Binary|a=== base64Binary|2025-02-29T00:00:00 dateTime|2025-13-01T00:00:00 dateTime
2025-01-01T24:00:01 dateTime|2025-01-01 dateTime|25-01-01T00:00:00 dateTime|2025-01-01T00:00:00+15:00 dateTime
2025-01-01T00:00:00 dateTimeStamp|2100-02-29 date|2025-1-1 date|24:00:01 time|20x5 gYear|2025-13 gYearMonth
--02-30 gMonthDay|---32 gDay|--13 gMonth|en_GB language|a  b token| a token|1a Name|a:b NCName|a b NMTOKEN| NMTOKEN
"""


def _literals(table: str) -> list[str]:
    """The literals of a table, each `text datatype`, apart by bars and line ends."""
    cells = [cell for line in table.strip("\n").split("\n") for cell in line.split("|")]
    return [term(f'"{text}"^^xsd:{name}') for text, _, name in (cell.rpartition(" ") for cell in cells)]


@pytest.mark.parametrize("literal", _literals(_WELL_TYPED))
def test_a_well_typed_literal_is_accepted(literal: str) -> None:
    """Its text is in the lexical space of its datatype (XML Schema 1.1 part 2)."""
    assert not is_ill_typed(literal)


@pytest.mark.parametrize("literal", _literals(_ILL_TYPED))
def test_an_ill_typed_literal_is_found(literal: str) -> None:
    """Its text is outside the lexical space; blanks around it are not forgiven."""
    assert is_ill_typed(literal)


_XML = "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"


@pytest.mark.parametrize(
    ("text", "is_wrong"), [("a <b>c</b>", False), ("", False), ("<b>", True), ("</a><a>", True)]
)
def test_a_fragment_of_xml_is_well_formed_or_not(text: str, is_wrong: bool) -> None:
    """A fragment needs no root, and cannot break out of the one it is read in."""
    assert is_ill_typed(f'"{text}"^^<{_XML}>') is is_wrong


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ('"1"^^xsd:integer', '"01"^^xsd:integer', False),
        ('"1"^^xsd:integer', '"1.0"^^xsd:decimal', False),
        ('"1"^^xsd:integer', '"2"^^xsd:integer', True),
        ('"1"^^xsd:integer', '"1"^^xsd:double', True),
        ('"1"^^xsd:double', '"1"^^xsd:float', True),
        ('"0.1"^^xsd:float', '"0.10"^^xsd:float', False),
        ('"a"', '"a"^^xsd:token', False),
        ('"a"', '"a"@en', True),
        ('"a"@de', '"a"@en', True),
        ('"a"', '"a"^^xsd:anyURI', True),
        ('"true"^^xsd:boolean', '"1"^^xsd:boolean', False),
        ('"ff"^^xsd:hexBinary', '"FF"^^xsd:hexBinary', False),
        ('"2025-01-01T00:00:00Z"^^xsd:dateTime', '"2025-01-01T00:00:00.0+00:00"^^xsd:dateTime', False),
        ('"2025-01-01T00:00:00Z"^^xsd:dateTime', '"2025-01-01T01:00:00+01:00"^^xsd:dateTime', True),
        ('"a"^^:own', '"b"^^:own', False),
        ('"x"^^xsd:integer', '"1"^^xsd:integer', False),
    ],
)
def test_two_literals_differ_where_their_values_do(one: str, other: str, expected: bool) -> None:
    """Values are compared by identity (OWL 2 structural specification, section 4), and unknown ones never differ."""
    assert differ(term(one), term(other)) is expected


@pytest.mark.parametrize(
    ("datatype", "literal", "expected"),
    [
        ("xsd:decimal", '"1"^^xsd:integer', True),
        ("xsd:integer", '"1.00"^^xsd:decimal', True),
        ("xsd:integer", '"1.50"^^xsd:decimal', False),
        ("xsd:byte", '"300"^^xsd:integer', False),
        ("xsd:integer", '"1"^^xsd:double', False),
        ("xsd:integer", '"1"', False),
        ("xsd:string", '"a"@en', False),
        ("rdf:langString", '"a"@en', True),
        ("rdf:langString", '"a"', False),
        ("rdf:PlainLiteral", '"a"', True),
        ("rdf:PlainLiteral", '"1"^^xsd:integer', False),
        ("rdfs:Literal", '"1"^^xsd:integer', True),
        ("xsd:language", '"en"', True),
        ("xsd:language", '"en gb"', False),
        ("xsd:anyURI", '"https://example.org/"', False),
        ("xsd:dateTimeStamp", '"2025-01-01T00:00:00Z"^^xsd:dateTime', True),
        ("xsd:dateTimeStamp", '"2025-01-01T00:00:00"^^xsd:dateTime', False),
        ("xsd:date", '"2025-01-01T00:00:00"^^xsd:dateTime', False),
        (":own", '"1"^^xsd:integer', True),
        ("xsd:integer", '"1"^^:own', True),
    ],
)
def test_a_datatype_holds_a_value_or_not(datatype: str, literal: str, expected: bool) -> None:
    """What is not known is not held against a literal."""
    assert holds(term(datatype), term(literal)) is expected


def test_escapes_are_resolved() -> None:
    """The text between the quotes is read as N-Triples has it."""
    assert lexical_form('"a\\n\\"b\\\\\\u0001\\U0001F600"@en') == 'a\n"b\\\x01😀'
