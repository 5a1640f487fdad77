"""A label, a number or the end of an IRI stands for an IRI, and where it does not the answer helps."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from query_cases import ENGINES, EXAMPLES, engine

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import UsageError
from lodpress.querying.answers import Engine, Terms
from lodpress.querying.execution import shipped_bundle, text_sent
from lodpress.querying.names import resolved
from lodpress.querying.parameters import Parameter, Value
from lodpress.triples import Triple, literal

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_THEME = "<https://w3id.org/lodpress/ns#Theme>"
_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"


def _parameter(name: str) -> Parameter:
    return Parameter(name, "iri", "<https://example.org/>", ())


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("theme", "Cost", "deepseek-impact/theme/cost"),
        ("theme", "cOST", "deepseek-impact/theme/cost"),
        ("theme", "  Cost ", "deepseek-impact/theme/cost"),
        ("theme", "theme/cost", "deepseek-impact/theme/cost"),
        ("theme", "deepseek-impact/theme/cost", "deepseek-impact/theme/cost"),
        ("theme", "https://example.org/no/such", "no/such"),
        ("theme", "<https://example.org/deepseek-impact/theme/cost>", "deepseek-impact/theme/cost"),
        ("idea", 25, "deepseek-impact/idea/25"),
        ("idea", "25", "deepseek-impact/idea/25"),
        ("second-idea", "Beavers build for nothing", "giving-rivers-room/idea/8"),
        ("idea", "1.2 million barriers cut Europe's rivers", "giving-rivers-room/idea/11"),
        ("document", "What DeepSeek Changed", "deepseek-impact"),
        ("document", "giving-rivers-room", "giving-rivers-room"),
        ("class", "storage", "giving-rivers-room/class/storage"),
        ("topic", "giving rivers room", "giving-rivers-room/topic"),
        ("thing", "Munich bathes in the Isar again", "giving-rivers-room/idea/17"),
        ("thing", "Migration", "giving-rivers-room/theme/migration"),
    ],
)
def test_a_name_finds_its_iri(name: str, value: Value, found: str, kind: str) -> None:
    """By label in any case, by number, by the end of the IRI, or whole."""
    assert resolved(_parameter(name), value, engine(kind, *EXAMPLES)) == f"<https://example.org/{found}>"


@pytest.mark.parametrize("value", [13, "13", "idea/13"])
def test_an_ambiguous_name_is_answered_with_the_candidates(value: Value) -> None:
    """Both ideas of that number are named, with their labels."""
    with pytest.raises(UsageError, match="names several ideas") as caught:
        resolved(_parameter("idea"), value, engine("pyoxigraph", *EXAMPLES))
    assert caught.value.hint == (
        "one of `https://example.org/deepseek-impact/idea/13` (200× price fall for inference), "
        "`https://example.org/giving-rivers-room/idea/13` (Travelling fish fell by 81 %)"
    )


def test_a_label_in_its_own_case_wins_over_the_same_in_another() -> None:
    """`Open` is found beside `open`; `OPEN` is ambiguous."""
    data = SparqlStore(triples=_themes("Open", "open"))
    assert resolved(_parameter("theme"), "open", data) == "<https://example.org/a/theme/1>"
    with pytest.raises(UsageError, match="names several themes"):
        resolved(_parameter("theme"), "OPEN", data)


def _themes(*labels: str) -> list[Triple]:
    return [
        triple
        for number, label in enumerate(labels)
        for theme in [f"<https://example.org/a/theme/{number}>"]
        for triple in ((theme, _TYPE, _THEME), (theme, _LABEL, literal(label, language="en")))
    ]


def test_many_candidates_are_counted() -> None:
    """Eight are shown, the rest is a number."""
    data = SparqlStore(triples=_themes(*["Same"] * 11))
    with pytest.raises(UsageError) as caught:
        resolved(_parameter("theme"), "same", data)
    assert str(caught.value.hint).count("(Same)") == 8
    assert str(caught.value.hint).endswith("and 3 more")


@pytest.mark.parametrize(
    ("name", "value", "said", "hint"),
    [
        ("theme", "Csot", "`Csot` names no theme", "did you mean `Cost`?"),
        ("theme", "13", "`13` names no theme", "known: `Cost`"),
        ("idea", 99, "`99` names no idea", "a label, a number, or the end of an IRI, as in `idea/1`"),
        ("idea", "Beaver builds for nothing", "names no idea", "did you mean `Beavers build for nothing`?"),
        ("theme", "", "`` names no theme", "known: `Cost`"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, value: Value, said: str, hint: str) -> None:
    """The nearest known labels, else what is known or how to name it."""
    examples = ("deepseek-impact",) if name == "theme" else EXAMPLES
    with pytest.raises(UsageError, match=said) as caught:
        resolved(_parameter(name), value, engine("pyoxigraph", *examples))
    assert str(caught.value.hint).startswith(hint)


def test_data_without_a_theme_says_so() -> None:
    """An empty graph has nothing near."""
    with pytest.raises(UsageError) as caught:
        resolved(_parameter("theme"), "Cost", SparqlStore())
    assert caught.value.hint == "the data holds no theme at all"


def test_an_iri_that_is_none_is_refused() -> None:
    """What looks like an IRI is not searched as a label."""
    with pytest.raises(UsageError, match="`theme` must be an absolute IRI"):
        resolved(_parameter("theme"), "https://example.org/a b", engine("pyoxigraph", *EXAMPLES))


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(
    ("name", "value", "found"),
    [("agent", "lex fridman", "lex-fridman"), ("agent", "Moonshot Kimi K2", "moonshot-kimi-k2"),
     ("person", "agent/david-vivancos", "david-vivancos")],
)  # fmt: skip
def test_people_and_models_are_found_by_name(name: str, value: str, found: str, kind: str) -> None:
    """An agent is of one of two classes, a person of one."""
    assert (
        resolved(_parameter(name), value, engine(kind, *EXAMPLES)) == f"<https://example.org/agent/{found}>"
    )


def test_a_model_is_no_person() -> None:
    """The classes are told apart."""
    with pytest.raises(UsageError, match="names no person"):
        resolved(_parameter("person"), "Moonshot Kimi K2", engine("pyoxigraph", *EXAMPLES))


class _Watched:
    """An engine that remembers what it was asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.asked: list[str] = []

    def select(self, query: str) -> tuple[tuple[str, ...], Iterable[Terms]]:
        self.asked.append(query)
        return self.engine.select(query)

    def construct(self, query: str) -> list[Triple]:
        return self.engine.construct(query)


@pytest.mark.parametrize(
    ("name", "value", "scans"),
    [("theme", "Cost", False), ("theme", "deepseek-impact/theme/cost", False), ("idea", "25", False),
     ("document", "giving-rivers-room", False), ("theme", "cOST", True), ("theme", "theme/cost", True)],
)  # fmt: skip
def test_only_what_no_index_finds_is_looked_for_everywhere(name: str, value: str, scans: bool) -> None:
    """Among millions of labels a scan takes seconds."""
    data = _Watched(engine("pyoxigraph", *EXAMPLES))
    resolved(_parameter(name), value, data)
    assert any("LCASE" in query for query in data.asked) is scans


@pytest.mark.parametrize(
    "value", ["TYPE", "KINDS PROPERTY", "LABELS", 'x" } ENDING', "NUMBER", "PLACE", "\\u0041"]
)
def test_no_name_is_taken_for_a_part_of_the_query(value: str) -> None:
    """A label that reads like a mark of the template, or like code, is found as it is."""
    data = SparqlStore(triples=_themes("Other", value))
    assert resolved(_parameter("theme"), value, data) == "<https://example.org/a/theme/1>"
    assert resolved(_parameter("theme"), value.swapcase(), data) == "<https://example.org/a/theme/1>"


def test_the_same_label_in_two_languages_is_ambiguous() -> None:
    """Unless the data's languages are one."""
    themes = [
        triple for tag in ("en", "de")
        for theme, document in [(f"<https://example.org/{tag}/theme/1>", f"<https://example.org/{tag}>")]
        for triple in (
            (theme, _TYPE, _THEME), (theme, _LABEL, literal("Wind", language=tag)),
            (document, _TYPE, "<https://w3id.org/lodpress/ns#ConceptGraph>"),
            (document, "<http://purl.org/dc/terms/language>", literal(tag)),
        )
    ]  # fmt: skip
    with pytest.raises(UsageError, match="names several themes"):
        resolved(_parameter("theme"), "Wind", SparqlStore(triples=themes))
    assert (
        resolved(_parameter("theme"), "en/theme/1", SparqlStore(triples=themes))
        == "<https://example.org/en/theme/1>"
    )


def _talks(*bases: str) -> list[Triple]:
    """A document of one name, with a theme, below each base."""
    return [
        triple for number, base in enumerate(bases)
        for talk, theme in [(f"<{base}talk>", f"<{base}talk/theme/wind>")]
        for triple in (
            (talk, _TYPE, "<https://w3id.org/lodpress/ns#ConceptGraph>"),
            (talk, "<http://purl.org/dc/terms/title>", literal(f"Talk {number}", language="en")),
            (theme, _TYPE, _THEME), (theme, _LABEL, literal(f"Wind {number}", language="en")),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(("name", "value"), [("document", "talk"), ("theme", "talk/theme/wind")])
def test_a_short_name_below_two_bases_is_ambiguous(name: str, value: str, kind: str) -> None:
    """In the data of two publishers what the first has does not hide what the other has."""
    data = ENGINES[kind](triples=_talks("https://a.example.org/", "https://b.example.org/graphs/"))
    with pytest.raises(UsageError, match=f"`{value}` names several {name}s") as caught:
        resolved(_parameter(name), value, data)
    assert "https://a.example.org/talk" in str(caught.value.hint)
    assert "https://b.example.org/graphs/talk" in str(caught.value.hint)


@pytest.mark.parametrize("name", ["talk", "graphs/talk"])
def test_a_longer_ending_tells_two_bases_apart(name: str) -> None:
    """A name that only one base completes is found, whichever base comes first."""
    data = SparqlStore(triples=_talks("https://a.example.org/", "https://b.example.org/graphs/")[4:])
    assert resolved(_parameter("document"), name, data) == "<https://b.example.org/graphs/talk>"


def test_short_names_are_found_below_many_bases() -> None:
    """Where each document has a beginning of its own, all are looked through."""
    data = SparqlStore(triples=_talks(*(f"https://{number}.example.org/" for number in range(150))))
    with pytest.raises(UsageError) as caught:
        resolved(_parameter("document"), "talk", data)
    assert str(caught.value.hint).endswith("and 142 more")


def test_a_name_is_looked_up_anew_in_other_data() -> None:
    """What a label stands for in one store says nothing of the next."""
    asked = shipped_bundle().find("theme-names")
    for document in ("a", "b"):
        triples = [(s.replace("/a/", f"/{document}/"), p, o) for s, p, o in _themes("Open")]
        text = text_sent(asked, SparqlStore(triples=triples), {"theme": "Open"})
        assert f"VALUES ?_theme_iri {{ <https://example.org/{document}/theme/0> }}" in text


def test_an_iri_is_bound_without_a_look_at_the_data() -> None:
    """Blanks around it do no harm, and no engine is asked."""
    asked, watched = shipped_bundle().find("theme-names"), _Watched(SparqlStore())
    for iri in ("https://example.org/x", " <https://example.org/x> "):
        assert text_sent(asked, watched, {"theme": iri}).count("{ <https://example.org/x> }") == 5
    assert watched.asked == []
