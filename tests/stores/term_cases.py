"""Terms of every kind and in every form: what the tables of `lodpress.stores.rewriting.terms` are held to, locally and by the stores."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from lodpress.terms import RDF, XSD
from lodpress.triples import iri, literal

LABEL = "https://example.org/label"

_INTEGERS = (
    "integer long int short byte nonNegativeInteger positiveInteger unsignedLong unsignedInt unsignedShort "
    "unsignedByte nonPositiveInteger negativeInteger"
).split()
_WHOLE = (
    "0 1 -1 +1 01 00 -0 +0 -00 007 127 128 -128 -129 255 256 300 32768 65535 65536 2147483647 2147483648 -2147483648 "
    "-2147483649 4294967295 4294967296 9007199254740993 36028797018963967 36028797018963968 -36028797018963968 "
    "-36028797018963969 9223372036854775807 -9223372036854775808 9223372036854775808 18446744073709551615 "
    "18446744073709551616 12345678901234567890123 0000000000000000000001 1.0 1. 1e0 abc 1_0 0x10 --1 +-1 ٣"
).split()
_DECIMALS = (
    "0 1 10 100 -1 +1 01 1.0 1.5 1.50 0.5 .5 5. -0 -0.0 0.0 00.50 100.0 1000000 0.000001 0.0000000000000001 "
    "123456789012345 140737488355327 140737488355328 -140737488355328 -140737488355329 14073748835532.8 "
    "1234567890.123456789 0.123456789012345 0.123456789012345678 0.1234567890123456789 "
    "170141183460469231731.687303715884105727 170141183460469231731.687303715884105728 1.000000000000000000 "
    "100000000000000000000 1e0 INF abc ."
).split()
_DOUBLES = (
    "0 1 1.0 1e0 1.0E0 1.0e0 1.5 1.5e0 1.50 -0 -0.0 0.0e0 +1 1E+1 10.0e0 1e3 1e6 1.0E7 12345678 1e15 1.0E15 1e16 "
    "1e21 1e23 1e77 1e78 1e300 1.7976931348623157E308 1e309 -1e309 4.9E-324 1e-323 2.2250738585072014E-308 1e-400 "
    "0.1 0.1e0 0.001 1e-4 1.0E-4 1e-10 1e-77 1e-78 3.14 0.30000000000000004 123456.789 123456789.123 16777217 "
    "9007199254740993 INF -INF +INF NaN inf nan Infinity -NaN abc 1e .5e1 5. 3.4028235E38 3.4028236E38 1.4E-45 1e-46 "
    "0.1234567890123456789 1d 0x1p3 33.3333 5e-1"
).split()
_DATES = (
    "2020-01-01 2020-02-29 2019-02-29 2020-12-31 2020-13-01 0001-01-01 0000-01-01 -0044-03-15 9999-12-31 10000-01-01 "
    "7999-12-31 8000-01-01 02020-01-01 20-01-01 2020-1-1 1582-10-15 1583-01-01 1500-02-29 1969-12-31 99999999999-01-01"
).split()
_TIMES = (
    "00:00:00 12:30:45 12:30:45.5 12:30:45.50 12:30:45.000 12:30:45.123 12:30:45.1234 12:30:45.123456 "
    "12:30:45.123456789 12:30:45.1234567890123456789 24:00:00 24:00:00.0 24:00:01 12:30:60 12:30 23:59:59.9999999 "
    "12:30:45. 1:2:3"
).split()
_ZONES = (
    "",
    "Z",
    "+00:00",
    "-00:00",
    "+01:00",
    "-05:00",
    "+05:30",
    "+14:00",
    "-14:00",
    "+14:01",
    "+00:07",
    "-00:07",
    "z",
)
_PARTS_OF_DATES = {
    "gYearMonth": "2020-01 0000-01 -0001-12 12020-01 2020-13 2020-01-01", "gYear": "2020 0000 -0044 12020 020 999 1969",
    "gMonthDay": "--02-29 --02-30 --12-31 --01-01", "gDay": "---01 ---31 ---32", "gMonth": "--01 --12 --13 --01--",
}  # fmt: skip
_DURATIONS = (
    "P1Y P0Y P12M P13M P1Y2M P1Y0M P0M P1D P0D PT0S P1DT0H PT1H PT60S PT24H PT25H P1DT24H PT90M PT1.5S PT1.50S PT0.0S "
    "-P1D -P1Y -PT0S P P1 PT P1YT P1Y2M3DT4H5M6S P1Y2M3DT4H5M6.7S PT61S PT100000S -P1Y2M P1M P1W P-1D +P1D p1d P1S P1.5D "
    "P01D PT1.S PT.5S P99999999999D PT0.123456789S P0Y0M0DT0H0M0S abc"
).split()
_OTHERS = {
    "boolean": "true false 1 0 TRUE abc 01 yes", "hexBinary": "00 0f 0F 0 zz deadbeef DEADBEEF",
    "base64Binary": "AAAA AA== AB== AAA !!!! aGVsbG8=", "anyURI": "https://example.org/%20 HTTP://Example.org :::: relative",
    "normalizedString": "a", "token": "a", "language": "en EN x_y", "Name": "a :a 1a", "NCName": "a a:b", "NMTOKEN": "1a",
    "QName": "xsd:a", "precisionDecimal": "1.50", "anyType": "1 a", "unknownType": "1 01",
}  # fmt: skip
_TEXTS = (
    "", " ", "a b  c ", "é", "e\u0301", "Å", "\u212b", "\\", "\\u0041", '"""', "'''", "?x $x {}", "&amp; <b>", "𠮷", "x" * 5_000,
    "é" * 3_000, "\u00a0\u3000\u200b\u2028\ufeff",
)  # fmt: skip
_CHARACTERS = (*range(0x20), 0x22, 0x5C, 0x7F, 0x80, 0x85, 0x9F, 0xD7FF, 0xE000, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000,
               0x1F600, 0x1FFFF, 0x10FFFF)  # fmt: skip
_MARKUP = (
    "",
    "a",
    "<b>x</b>",
    "<b>x",
    "<b/>",
    "<b></b>",
    "<b a='1'/>",
    "&nbsp;",
    "a & b",
    "<br>",
    '{"a":1}',
    "<B>é</B>",
)
_IRIS = (
    "https://example.org", "HTTPS://example.org/", "https://EXAMPLE.org/", "https://example.org/%20%7e%7E~",
    "https://example.org:80/", "https://example.org/é", "https://example.org/e\u0301", "https://example.org/𠮷?ü#ü",
    "urn:A:b", "mailto:a@example.org", "data:,x", "x:", "https://example.org/a'b(c)*!$&+,;=", "https://example.org/#a",
    "https://example.org/a:b@c", "https://u:p@example.org/", "http://[::1]/", "https://例え.jp/", "file:///a/b",
    "https://example.org/a//b", "https://example.org/?a=b&c?d/e", "https://example.org/?", "https://example.org/#", "http:a",
    "https://example.org/.a/b./..c", "https://example.org/\u00a0\u200b\ufeff", "https://example.org/" + "x" * 1_860,
    "https://example.org/" + "é" * 930, "https://example.org/" + "𠮷" * 465,
)  # fmt: skip
_ODD_IRIS = (
    "https://example.org/a/../b", "https://example.org/./a", "https://example.org/a/..", "https://example.org/a%",
    "https://example.org/%zz", "https://example.org/#a#b", "https://example.org/a[b]", "https://example.org/\ue000",
    "https://example.org/\ufffe", "nodeID://b10001", "local:x", "relative", "", "#a", "/a", "//a", "1:x", "a_b:x", "_:x",
    "https://example.org/" + "x" * 1_861, "https://example.org/" + "é" * 931, "https://example.org/" + "x" * 9_000,
)  # fmt: skip
_TAGS = (
    "en",
    "en-gb",
    "zh-hans-cn",
    "x-private",
    "sr-latn",
    "i-klingon",
    "de-1996",
    "en-a-bbb-x-a-ccc",
    "x" + "-abcdefgh" * 6,
)
_ODD_TAGS = (
    "a",
    "abcdefghi",
    "en-abcdefghi",
    "e1",
    "en--gb",
    "en-",
    "x" + "-abcdefgh" * 7,
    "x" + "-abcdefgh" * 30,
)


def xsd_literal(text: str, name: str) -> str:
    """A literal with that datatype of XML Schema."""
    return literal(text, datatype=XSD + name)


def cases() -> list[str]:
    """The terms, each once, in one order; blank nodes are not among them."""
    terms = [xsd_literal(text, name) for name, text in _typed()]
    terms += [literal(text) for text in _TEXTS]
    for code in _CHARACTERS:
        text = f"a{chr(code)}b"
        terms += [
            literal(text),
            literal(text, language="en"),
            literal(text, datatype="https://example.org/datatype"),
        ]
    terms += [
        literal(text, datatype=RDF + name) for name in ("HTML", "XMLLiteral", "JSON") for text in _MARKUP
    ]
    terms += [
        literal(text, datatype="http://www.opengis.net/ont/geosparql#wktLiteral")
        for text in ("POINT(1 2)", "POINT(1.0 2.0)")
    ]
    terms += [f'"text"@{tag}' for tag in (*_TAGS, *_ODD_TAGS)]
    terms += [iri(one) for one in (*_IRIS, *_ODD_IRIS)]
    return list(dict.fromkeys(terms))


def _typed() -> Iterator[tuple[str, str]]:
    blanks = ("", " ", " 1", "1 ", "\t1\n")
    for name in _INTEGERS:
        yield from ((name, text) for text in (*_WHOLE, *blanks))
    yield from (("decimal", text) for text in (*_DECIMALS, *blanks))
    for name in ("double", "float"):
        yield from ((name, text) for text in (*_DOUBLES, *blanks))
    for name in ("dateTime", "dateTimeStamp"):
        yield from ((name, f"2020-12-31T{time}{zone}") for time in _TIMES for zone in _ZONES)
        yield from (
            (name, f"{date}T12:30:45{zone}") for date in _DATES for zone in ("", "Z", "+00:00", "-05:00")
        )
        yield from (
            (name, text)
            for text in ("2020-01-01", " 2020-01-01T00:00:00Z", "2020-02-28T24:00:00Z", "abc", "")
        )
    yield from (("time", time + zone) for time in _TIMES for zone in _ZONES)
    yield from (("date", date + zone) for date in _DATES for zone in _ZONES)
    for name, texts in _PARTS_OF_DATES.items():
        yield from ((name, text + zone) for text in (*texts.split(), "abc", "") for zone in _ZONES)
    for name in ("duration", "dayTimeDuration", "yearMonthDuration"):
        yield from ((name, text) for text in (*_DURATIONS, ""))
    for name, texts in _OTHERS.items():
        yield from ((name, text) for text in (*texts.split(), "", " a"))


def random_literals(count: int, seed: int) -> list[str]:
    """Typed literals, about half of them well-typed, the others nearly so; the same for the same seed."""
    random = Random(seed)
    typed = [(name, text) for name, text in _typed() if len(text) < 60]
    found: dict[str, None] = {}
    while len(found) < count:
        name, text = random.choice(typed)
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            at = random.randrange(len(text) + 1)
            text = (
                text[:at]
                + random.choice("0123456789019") * random.randrange(2)
                + text[at + random.randrange(2) :]
            )
        if random.random() < 0.2:
            at = random.randrange(len(text) + 1)
            text = text[:at] + random.choice("+-.:TZEPYMDHS eIN") + text[at + random.randrange(2) :]
        found[xsd_literal(text, name)] = None
    return list(found)
