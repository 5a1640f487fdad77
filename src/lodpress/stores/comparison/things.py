"""What the described things are called: idea 4 “Straight channels hurry floods”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from lodpress.classes import DESCRIBED_CLASSES
from lodpress.stores.comparison.difference import Step, Where
from lodpress.terms import PREFIXES, RDF
from lodpress.triples import lexical_form

_SCHEMA = PREFIXES["schema"]
_POSITION = f"<{_SCHEMA}position>"
_TYPE = f"<{RDF}type>"
_RANKS = {kind: rank for rank, (kind, _, _) in enumerate(DESCRIBED_CLASSES)}
_LABELS = {name for _, _, name in DESCRIBED_CLASSES if name}
_ASKED = frozenset({_TYPE, _POSITION, *_LABELS})
_NUMBERED = frozenset({"idea", "paragraph"})
_NUMBER = re.compile(r'"0*([0-9]{1,9})"')
_UNNAMED = len(DESCRIBED_CLASSES)
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
        return DESCRIBED_CLASSES[self.rank].word if self.rank < _UNNAMED else ""

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
    name = DESCRIBED_CLASSES[rank].name if rank < _UNNAMED else ""
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
