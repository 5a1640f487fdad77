"""A shapes graph: read once, held to the SHACL vocabulary, and asked for what engines leave out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.problems import EngineError
from lodpress.terms import RDF
from lodpress.triples import Triple
from lodpress.validation.ill_typed import marked
from lodpress.validation.vocabulary import SH, SHAPE_TERMS, sh

_FIRST, _REST, _NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
_SEVERITIES = frozenset(map(sh, ("Violation", "Warning", "Info")))
_SUFFIXES = {sh("oneOrMorePath"): "+", sh("zeroOrMorePath"): "*", sh("zeroOrOnePath"): "?"}

Description = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Shapes as triples, with what is stated of each subject, and by which subject each blank node is used."""

    triples: tuple[Triple, ...]
    stated: Description
    users: Mapping[str, str]

    def named(self, shape: str) -> str:
        """The IRI of a shape or, of one without, of the shape that it stands in."""
        seen: set[str] = set()
        while shape.startswith("_:") and shape in self.users and shape not in seen:
            seen.add(shape)
            shape = self.users[shape]
        return shape


def read_shapes(sources: Sequence[Path | str]) -> ShapesGraph:
    """The shapes of files or Turtle texts, as one graph.

    Raises EngineError for what an engine would pass over or choke on: a term that SHACL does not
    have, a severity that is none of its three, a pattern that Python's `re` refuses.
    """
    texts = [source.read_text(encoding="utf-8") if isinstance(source, Path) else source for source in sources]
    triples = tuple(
        triple
        for number, text in enumerate(texts)
        for triple in marked(_relabelled(triples_of_turtle(text.encode()), number))
    )
    _refuse_unknown_terms(triples)
    stated = description(triples)
    _refuse_severities(stated)
    _refuse_patterns(stated)
    users = {o: s for s, p, o in triples if o.startswith("_:")}
    return ShapesGraph(triples, stated, users)


def _relabelled(triples: Iterable[Triple], number: int) -> list[Triple]:
    """The triples with blank nodes named by their order, so that no two files share one."""
    names: dict[str, str] = {}

    def name(term: str) -> str:
        return names.setdefault(term, f"_:s{number}n{len(names)}") if term.startswith("_:") else term

    return [(name(s), p, name(o)) for s, p, o in triples]


def description(triples: Iterable[Triple]) -> dict[str, dict[str, list[str]]]:
    """What triples state of each subject: predicate to objects."""
    stated: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in triples:
        stated[s][p].append(o)
    return {subject: dict(pairs) for subject, pairs in stated.items()}


def _refuse_unknown_terms(triples: Sequence[Triple]) -> None:
    for subject, predicate, value in triples:
        for term in (predicate, value):
            if term.startswith(f"<{SH}") and term not in SHAPE_TERMS:
                close = get_close_matches(term, SHAPE_TERMS, n=1, cutoff=0.8)
                hint = f"did you mean `sh:{close[0][len(SH) + 1 : -1]}`?" if close else None
                name = term[len(SH) + 1 : -1]
                raise EngineError(
                    f"the shape {subject} uses `sh:{name}`, which SHACL does not have", hint=hint
                )


def _refuse_severities(stated: Description) -> None:
    for shape, pairs in stated.items():
        for severity in pairs.get(sh("severity"), ()):
            if severity not in _SEVERITIES:
                raise EngineError(
                    f"the shape {shape} has the severity {severity}",
                    hint="use sh:Violation, sh:Warning or sh:Info",
                )


def _refuse_patterns(stated: Description) -> None:
    for shape, pairs in stated.items():
        for pattern in pairs.get(sh("pattern"), ()):
            text = pattern[1 : pattern.rindex('"')].replace("\\\\", "\\")
            try:
                re.compile(text)
            except re.error as error:
                raise EngineError(
                    f"the pattern `{text}` of the shape {shape} cannot be used: {error}",
                    hint="write it without what only some engines know, such as `\\p{Lu}`",
                ) from error


def path_text(path: str, stated: Description) -> str:
    """A SHACL property path: the IRI's term where it is one, else as SPARQL 1.1 writes paths (section 9.1)."""
    if not path.startswith("_:"):
        return path
    pairs = stated.get(path, {})
    if _FIRST in pairs:
        return "(" + "/".join(path_text(part, stated) for part in _items(path, stated)) + ")"
    for predicate, (value, *_) in sorted(pairs.items()):
        if predicate == sh("alternativePath"):
            return "(" + "|".join(path_text(part, stated) for part in _items(value, stated)) + ")"
        if predicate == sh("inversePath"):
            return "^" + path_text(value, stated)
        if predicate in _SUFFIXES:
            return path_text(value, stated) + _SUFFIXES[predicate]
    return path


def _items(head: str, stated: Description) -> list[str]:
    """The members of an rdf:List, as far as they are stated."""
    items: list[str] = []
    seen: set[str] = set()
    while head != _NIL and head in stated and head not in seen:
        seen.add(head)
        items += stated[head].get(_FIRST, [])[:1]
        head = next(iter(stated[head].get(_REST, [])), _NIL)
    return items
