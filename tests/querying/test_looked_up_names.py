"""A label, a number or the end of an IRI stands for an IRI, and where it does not the answer helps."""

from __future__ import annotations

import pytest
from query_cases import ENGINES, EXAMPLES, engine

from lodpress.engines.oxigraph import SparqlStore
from lodpress.problems import UsageError
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
