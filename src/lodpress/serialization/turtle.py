"""Turtle for people: one base a document, subjects in document order, one predicate a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lodpress.terms import CG, PREFIXES, XSD
from lodpress.triples import Triple

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_OWN = f"<{CG}"
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INTEGER = re.compile(r'"([+-]?[0-9]+)"\^\^<' + re.escape(XSD) + "integer>")
_DECIMAL = re.compile(r'"([+-]?[0-9]*\.[0-9]+)"\^\^<' + re.escape(XSD) + "decimal>")
_BOOLEAN = re.compile(r'"(true|false)"\^\^<' + re.escape(XSD) + "boolean>")
_TYPED = re.compile(r'("(?:[^"\\]|\\.)*"\^\^)(<[^>]*>)', re.DOTALL)
#: What makes a relative IRI resolve to another one: dot segments, a leading slash or question mark.
_MISREAD = re.compile(r"^[/?]|(?:^|/)\.\.?(?:[/?#]|$)")
_WITHIN_BASE = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=@/#?-]+")

#: The order of predicates within a subject; others follow by name.
_PREDICATES = (
    "rdf:type dct:title skos:prefLabel skos:notation schema:position schema:name cg:className dct:description cg:statement "
    "skos:definition schema:abstract schema:text cg:header cg:pageHead cg:credits dct:language dct:format cg:nodeId "
    "cg:direction cg:source cg:target cg:edgeLabel cg:lineStyle cg:startHead cg:endHead cg:length cg:primaryTheme "
    "cg:hasTheme cg:themeOf cg:underTheme cg:underTopic cg:linksTo cg:drawnAs cg:marksTheme cg:shape cg:style cg:fill "
    "skos:inScheme skos:topConceptOf skos:hasTopConcept skos:broader skos:narrower skos:related skos:member "
    "dct:creator dct:license dct:isPartOf void:inDataset dct:source prov:wasGeneratedBy prov:wasInfluencedBy "
    "prov:wasInformedBy prov:wasAssociatedWith prov:qualifiedAssociation prov:agent prov:hadRole dct:date "
    "cg:code dct:subject sh:resultSeverity sh:resultMessage cg:hint sh:focusNode sh:resultPath sh:value sh:sourceShape "
    "sh:sourceConstraintComponent cg:sourceLine prov:wasDerivedFrom sh:conforms cg:finding sh:result dct:publisher dct:created "
    "dct:modified dct:conformsTo vann:preferredNamespacePrefix void:uriSpace void:vocabulary void:exampleResource "
    "void:property void:class void:triples void:entities void:distinctSubjects void:distinctObjects void:properties "
    "void:classes void:dataDump dct:relation dcat:distribution void:propertyPartition void:classPartition "
    "dct:identifier rdfs:label rdfs:comment schema:keywords schema:target dct:hasFormat sh:prefixes sh:parameter sh:declare "
    "sh:prefix sh:namespace sh:path sh:name sh:order sh:nodeKind sh:class sh:datatype sh:optional sh:defaultValue "
    "sh:select sh:construct sh:ask"
)

_WIDTH = 110


def _predicate_ranks() -> dict[str, int]:
    ranks = {}
    for rank, name in enumerate(_PREDICATES.split()):
        prefix, local = name.split(":")
        ranks[f"<{PREFIXES[prefix]}{local}>"] = rank
    return ranks


_RANKS = _predicate_ranks()


def prefix_lines(used: Iterable[str] = PREFIXES) -> str:
    """The `@prefix` lines of the given prefixes, in the table's order."""
    names = set(used)
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items() if name in names)


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _unescaped(match: re.Match[str]) -> str:
    """A line feed or a quote as itself; the quote not where three would meet, before two more or at the end."""
    if match[1] == "n":
        return "\n"
    rest = match.string[match.end() :]
    return '"' if match[1] == '"' and rest and not rest.startswith('\\"\\"') else match[0]


class TermWriter:
    """Writes N-Triples terms in Turtle, relative to `base`, and remembers what it wrote.

    With `lines` a text of several lines keeps them, between three quotes (Turtle, section 2.5.1).
    """

    def __init__(self, base: str, *, lines: bool = False) -> None:
        self._base = base
        self._lines = lines
        self.written: dict[str, str] = {}

    def __call__(self, term: str) -> str:
        """The term in Turtle."""
        written = self.written.get(term)
        if written is None:
            written = self._iri(term[1:-1]) if term[0] == "<" else self._other(term)
            self.written[term] = written
        return written

    def _iri(self, iri: str) -> str:
        if iri.startswith(self._base):
            relative = iri[len(self._base) :]
            if (
                _WITHIN_BASE.fullmatch(relative)
                and not relative.startswith(("/", "?"))
                and ":" not in relative
            ):
                return f"<{relative}>"
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def _other(self, term: str) -> str:
        if self._lines and term[0] == '"' and "\\n" in term:
            end = term.rindex('"')
            rest = self._other('""' + term[end + 1 :])
            return f'""{_ESCAPE.sub(_unescaped, term[:end])}"{rest}'
        if term[-1] != ">":
            return term
        for short in (_INTEGER, _DECIMAL, _BOOLEAN):
            if match := short.fullmatch(term):
                return match[1]
        if match := _TYPED.fullmatch(term):
            return match[1] + self._iri(match[2][1:-1])
        return term


def subject_ranks(triples: Iterable[Triple]) -> dict[str, int]:
    """The rank of each subject, in the order in which the triples first name it."""
    ranks: dict[str, int] = {}
    for subject, _, _ in triples:
        ranks.setdefault(subject, len(ranks))
    return ranks


def ordered(triples: Iterable[Triple], ranks: Mapping[str, int]) -> list[Triple]:
    """The triples sorted for people: subjects by rank, then predicates, then objects by rank, number or name."""
    last, last_predicate = len(ranks), len(_RANKS)
    get_rank, get_predicate = ranks.get, _RANKS.get

    def key(triple: Triple) -> tuple[int, str, int, str, int, int, str]:
        subject, predicate, term = triple
        if predicate == _TYPE:  # this vocabulary's own class first
            return (get_rank(subject, last), subject, -1, predicate, 0, not term.startswith(_OWN), term)
        # whole numbers and offsets in fragments count by their digits
        size = (
            len(term) if (term[0] == '"' and term[-1] == ">") or "#line=" in term or "#char=" in term else 0
        )
        return (
            get_rank(subject, last),
            subject,
            get_predicate(predicate, last_predicate),
            predicate,
            get_rank(term, last),
            size,
            term,
        )

    return sorted(triples, key=key)


def blocks(triples: Iterable[Triple], write: TermWriter) -> dict[str, str]:
    """Sorted triples as Turtle: the block of each subject, by its term, ended by a line feed."""
    written: dict[str, str] = {}
    known = write.written.get
    subject_before = predicate_before = ""
    predicates: list[str] = []
    objects: list[str] = []
    for subject, predicate, term in triples:
        if predicate != predicate_before or subject != subject_before:
            if objects:
                predicates.append(_object_list(objects))
            if subject != subject_before:
                if predicates:
                    written[subject_before] = _block(write(subject_before), predicates)
                predicates = []
            objects = ["a" if predicate == _TYPE else write(predicate)]
            subject_before, predicate_before = subject, predicate
        objects.append(known(term) or write(term))
    if objects:
        predicates.append(_object_list(objects))
        written[subject_before] = _block(write(subject_before), predicates)
    return written


def _block(subject: str, predicates: list[str]) -> str:
    body = " ;\n    ".join(predicates)
    return f"{subject}\n    {body} .\n"


def _object_list(words: list[str]) -> str:
    """A verb and its objects, broken into lines where they are long."""
    if len(words) == 2:
        return f"{words[0]} {words[1]}"
    lines = [f"{words[0]} {words[1]}"]
    for word in words[2:]:
        if len(lines[-1]) + len(word) > _WIDTH:
            lines[-1] += ","
            lines.append(f"        {word}")
        else:
            lines[-1] += f", {word}"
    return "\n".join(lines)


def turtle_file(body: Iterable[str], base: str) -> str:
    """A whole Turtle file of blocks under one base; the prefixes are those that are used."""
    text = "\n".join(body)
    used = [name for name in PREFIXES if f"{name}:" in text]
    return f"{prefix_lines(used)}@base <{base}> .\n\n{text}"


def turtle(triples: Iterable[Triple], base: str, *, lines: bool = False) -> str:
    """Sorted triples as a whole Turtle file under one base; with `lines` as `TermWriter` has it."""
    return turtle_file(blocks(triples, TermWriter(base, lines=lines)).values(), base)
