"""What the described things are called: idea 4 “Straight channels hurry floods”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lodpress.stores.comparison.difference import Step, Where
from lodpress.terms import CG, DCT, PREFIXES, PROV, RDF, SKOS
from lodpress.triples import lexical_form

_SCHEMA = PREFIXES["schema"]
_POSITION = f"<{_SCHEMA}position>"
_TYPE = f"<{RDF}type>"
# what a thing is called by its class, and the predicate of its name, in the order in which they are told
_KINDS = (
    (f"<{CG}ConceptGraph>", "document", f"<{DCT}title>"),
    (f"<{SKOS}ConceptScheme>", "scheme", f"<{DCT}title>"),
    (f"<{CG}MainTopic>", "main topic", f"<{SKOS}prefLabel>"),
    (f"<{CG}Theme>", "theme", f"<{SKOS}prefLabel>"),
    (f"<{CG}KeyIdea>", "idea", f"<{SKOS}prefLabel>"),
    (f"<{CG}DrawnNode>", "node", f"<{SKOS}prefLabel>"),
    (f"<{CG}ResumeParagraph>", "paragraph", ""),
    (f"<{CG}Edge>", "line", f"<{CG}edgeLabel>"),
    (f"<{CG}VisualClass>", "class", f"<{CG}className>"),
    (f"<{SKOS}Collection>", "subgraph", f"<{SKOS}prefLabel>"),
    (f"<{PROV}Person>", "person", f"<{_SCHEMA}name>"),
    (f"<{PROV}SoftwareAgent>", "model", f"<{_SCHEMA}name>"),
    (f"<{SKOS}Concept>", "concept", f"<{SKOS}prefLabel>"),
)
_RANKS = {kind: rank for rank, (kind, _, _) in enumerate(_KINDS)}
_LABELS = {name for _, _, name in _KINDS if name}
_ASKED = frozenset({_TYPE, _POSITION, *_LABELS})
_NUMBERED = frozenset({"idea", "paragraph"})
_NUMBER = re.compile(r'"0*([0-9]{1,9})"')
_UNNAMED = len(_KINDS)
_DRAWN = re.compile(r"/edge/([^/>]+)/([^/>]+)(?:/([0-9]+))?>")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Thing:
    """A described thing: its rank among kinds, its kind in a word, number and label; empty is what is not known.

    `sides` are the signs of where it is described: `-` the first side, `+` the second.
    """

    subject: str
    rank: int = _UNNAMED
    number: str = ""
    label: str = ""
    sides: str = ""

    @property
    def kind(self) -> str:
        """The kind in a word, empty where it is none of this vocabulary."""
        return _KINDS[self.rank][1] if self.rank < _UNNAMED else ""

    @property
    def is_new(self) -> bool:
        """Whether the second side alone describes it."""
        return self.sides == "+"

    @property
    def is_gone(self) -> bool:
        """Whether the first side alone describes it."""
        return self.sides == "-"

    def in_words(self, base: str = "") -> str:
        """The thing as a reader knows it; without a name its IRI, relative to `base`."""
        drawn = _DRAWN.search(self.subject)
        if self.kind == "line" and drawn:
            again = f" ({drawn[3]})" if drawn[3] else ""
            words = f"line {unquote(drawn[1])} → {unquote(drawn[2])}{again}"
        elif self.kind in _NUMBERED and self.number:
            words = f"{self.kind} {self.number}"
        elif not self.kind or not (self.label or self.kind in ("main topic", "scheme", "document")):
            return short_iri(self.subject, base)
        else:
            words = self.kind
        return f"{words} “{clipped(self.label, _SHOWN)}”" if self.label else words


def clipped(text: str, size: int) -> str:
    """The text on one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= size else line[: size - 1].rstrip() + "…"


def short_iri(term: str, base: str = "") -> str:
    """An IRI's term as it is shown: relative to `base`, which ends with a slash, or with a prefix, or whole."""
    iri = term.strip("<>")
    if term.startswith("_:"):
        return "a blank node"
    if base and iri.startswith(base) and len(iri) > len(base):
        return iri[len(base) :]
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri


def tells_name(one: str) -> bool:
    """Whether a statement says something of what its subject is called."""
    return one.split(" ", 2)[1] in _ASKED


def thing_of(subject: str, steps: Iterable[Step], sides: str) -> Thing:
    """What a subject is called by the statements that tell it; the second side counts where they differ."""
    facts: dict[str, dict[str, Where]] = {}
    for _, one, where in steps:
        _, predicate, term = one.split(" ", 2)
        facts.setdefault(predicate, {})[term] = where
    rank = min((_RANKS[kind] for kind in facts.get(_TYPE, ()) if kind in _RANKS), default=_UNNAMED)
    name = _KINDS[rank][2] if rank < _UNNAMED else ""
    number = _NUMBER.match(_latest(facts.get(_POSITION, {})))
    label = _latest(facts.get(name, {}))
    text = lexical_form(label) if label.startswith('"') else ""
    return Thing(subject, rank, number[1] if number else "", text, sides)


def _latest(values: Mapping[str, Where]) -> str:
    """The first of the values that the second side has, else of all."""
    kept = [value for value, where in values.items() if where != "-"]
    return min(kept or values, default="")


def merged(found: Sequence[Thing]) -> Thing:
    """One thing from what several graphs say of it."""
    first = min(found, key=lambda thing: thing.rank)
    sides = "".join(sign for sign in "-+" if any(sign in thing.sides for thing in found))
    return Thing(first.subject, first.rank, first.number, first.label, sides)
