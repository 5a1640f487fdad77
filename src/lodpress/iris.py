"""The one policy for IRIs: how documents, concepts, lines, agents, files and graphs are named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from anyascii import anyascii

from lodpress.problems import SettingsError
from lodpress.terms import PREFIXES

#: First path segments of a published folder; no document may take one as its name.
RESERVED_NAMES = frozenset(
    "agent context dataset entity index ontology queries report shapes site void well-known digests".split()
)

_SLUG_LENGTH = 80
_NOT_ALLOWED_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def slug(text: str) -> str:
    """An ASCII name for `text`, never empty: lower-case letters and digits joined by hyphens.

    >>> slug("Sea & Ports"), slug("東京"), slug("…")
    ('sea-ports', 'dongjing', 'x-b4935894')
    """
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower())
    name = "-".join(words)[:_SLUG_LENGTH].strip("-")
    return name or "x-" + hashlib.sha256(text.encode()).hexdigest()[:8]


def distinct(names: Iterable[str]) -> list[str]:
    """The names in order, each made distinct by the smallest free number.

    >>> distinct(["sea", "sea-2", "sea", "sea"])
    ['sea', 'sea-2', 'sea-3', 'sea-4']
    """
    taken: set[str] = set()
    result = []
    for name in names:
        choice, count = name, 2
        while choice in taken:
            choice, count = f"{name}-{count}", count + 1
        taken.add(choice)
        result.append(choice)
    return result


def segment(text: str) -> str:
    """`text` percent-encoded as one path segment that no resolver takes for `.` or `..` (RFC 3986, 3.3)."""
    encoded = quote(text, safe="")
    return encoded if encoded.strip(".") else encoded.replace(".", "%2E")


def may_stand_in_iri(text: str) -> bool:
    """Whether the text has no character that must be encoded in an IRI, or ends it where IRIs are written."""
    return _NOT_ALLOWED_IN_IRI.search(text) is None


def checked_base(base: str) -> str:
    """The base IRI, ended by a slash; raises SettingsError where it is no absolute hierarchical IRI."""
    hint = "a base is absolute and ends with a slash, e.g. `https://example.org/graphs/`"
    if not may_stand_in_iri(base):
        raise SettingsError(f"the base IRI `{base}` holds a character that no IRI may hold", hint=hint)
    try:
        parts = urlsplit(base)
    except ValueError as error:
        raise SettingsError(f"`{base}` is no base IRI: {error}", hint=hint) from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"`{base}` is no absolute http or https IRI", hint=hint)
    if parts.query or parts.fragment or base.endswith("#"):
        raise SettingsError(f"the base IRI `{base}` has a query or a fragment", hint=hint)
    return base if base.endswith("/") else base + "/"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of a dataset under `base`, which ends with a slash."""

    base: str

    @property
    def dataset(self) -> str:
        """The dataset."""
        return f"{self.base}dataset"

    def graph(self, name: str) -> str:
        """A graph of the whole dataset: ontology, entities, description, across."""
        return f"{self.base}dataset/graph/{name}"

    def file(self, path: str) -> str:
        """A published file, by its path below the output folder."""
        return f"{self.base}dataset/file/{path}"

    def partition(self, kind: str, term: str) -> str:
        """A property or class partition of the dataset, by the term: its prefix and local name where it has one."""
        for prefix, namespace in PREFIXES.items():
            local = term.removeprefix(namespace)
            if local != term and local.isalnum():
                return f"{self.base}dataset/partition/{kind}/{prefix}/{local}"
        return f"{self.base}dataset/partition/{kind}/{segment(term)}"

    @property
    def queries(self) -> str:
        """The bundle of queries that is published beside the dataset."""
        return f"{self.base}dataset/queries"

    def query(self, name: str) -> str:
        """A query of the bundle, by its path in it without `.rq`."""
        return f"{self.base}dataset/query/{'/'.join(map(segment, name.split('/')))}"

    def parameter(self, variable: str, query: str = "") -> str:
        """A parameter of a query, by its variable without the mark; without a query what all of that name share."""
        return f"{self.query(query) if query else self.base + 'dataset'}/parameter/{segment(variable)}"

    def prefix(self, name: str) -> str:
        """A prefix that queries declare; without a name all of them."""
        return f"{self.base}dataset/prefixes{'/' if name else ''}{segment(name) if name else ''}"

    def report(self, number: int) -> str:
        """A finding of the validation report."""
        return f"{self.base}dataset/report/{number}"

    def agent(self, name: str) -> str:
        """A person or a model."""
        return f"{self.base}agent/{slug(name)}"

    def document(self, name: str) -> str:
        """A document, by its name."""
        return f"{self.base}{name}"

    def document_base(self, name: str) -> str:
        """What the relative ids of a document's record resolve against."""
        return f"{self.base}{name}/"

    def document_graph(self, name: str, kind: str) -> str:
        """A document's named graph: asserted, inferred or links."""
        return f"{self.base}{name}/graph/{kind}"
