"""The validation report: every finding, in Turtle as an sh:ValidationReport and in JSON, written as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from lodpress.codes import Severity
from lodpress.iris import Iris
from lodpress.problems import Problem
from lodpress.serialization.turtle import TermWriter, blocks, ordered, prefix_lines
from lodpress.serialization.values import json_term
from lodpress.triples import Triple

Record = dict[str, Any]

_NOTE = "Published although errors stand, because `--allow-violations` asked for it."


@dataclass(frozen=True, slots=True)
class ShapeDetails:
    """What SHACL says beside the message (SHACL, section 3.6); N-Triples terms."""

    focus: str
    path: str | None
    value: str | None
    component: str
    shape: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding, the document it is on (its IRI; None for the whole dataset), and a shape's details."""

    problem: Problem
    document: str | None
    details: ShapeDetails | None = None


def _result(details: ShapeDetails) -> Record:
    record: Record = {"focusNode": details.focus[1:-1]}
    if details.path and details.path.startswith("<"):
        record["path"] = details.path[1:-1]
    if details.value and not details.value.startswith("_:"):
        record["value"] = json_term(details.value)
    return record | {"shape": details.shape[1:-1], "component": details.component[1:-1]}


def entry_record(entry: Entry, number: int, iris: Iris, report: str) -> Record:
    """The finding as a JSON-LD record, every key a term of `ontology/report.jsonld`; a result of `report`."""
    problem, at = entry.problem, entry.problem.position
    record: Record = {
        "id": iris.report(number),
        "type": ["Finding", "ValidationResult"] if entry.details else "Finding",
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "findingOf": report,
    }
    if problem.hint:
        record["hint"] = problem.hint
    if entry.details:
        record |= _result(entry.details) | {"resultOf": report}
    if entry.document:
        record["document"] = entry.document
    if entry.document and at:
        places = (at, *problem.related)
        record["line"] = sorted({place.line for place in places})
        record["derivedFrom"] = [
            f"{entry.document}/source#char={place.start},{place.end}" for place in places
        ]
    return record


def entry_json(entry: Entry) -> Record:
    """The finding as plain JSON: places with 1-based line and column and 0-based code-point offsets."""
    problem, at = entry.problem, entry.problem.position
    record: Record = {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "file": problem.file,
        "document": entry.document,
        "line": None,
    }
    if at:
        record |= {
            "line": at.line,
            "column": at.column,
            "endLine": at.end_line,
            "start": at.start,
            "end": at.end,
        }
    if problem.related:
        record["related"] = [{"line": p.line, "column": p.column} for p in problem.related]
    if entry.details:
        record["result"] = {
            "focusNode": entry.details.focus,
            "path": entry.details.path,
            "value": entry.details.value,
            "shape": entry.details.shape,
            "component": entry.details.component,
        }
    return record


class ReportWriter:
    """Writes `report.ttl` and `report.json` finding by finding."""

    def __init__(
        self, folder: Path, iris: Iris, context_text: str, read: Callable[[bytes], Sequence[Triple]]
    ) -> None:
        self._folder = folder
        self._iris = iris
        self._about = f"{iris.dataset}/report"
        self._context = orjson.loads(context_text)["@context"]
        self._read = read
        self._stack = ExitStack()
        self._number = 0
        self._counts: Counter[Severity] = Counter()
        self._conforms = True

    def __enter__(self) -> Self:
        self._turtle = self._open("report.ttl")
        self._json = self._open("report.json")
        self._turtle.write(
            f"{prefix_lines(('cg', 'dct', 'prov', 'sh', 'xsd'))}@base <{self._iris.base}> .\n\n"
        )
        self._json.write('{\n  "problems": [')
        return self

    def _open(self, name: str) -> IO[str]:
        return self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline="\n"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, entries: Iterable[Entry]) -> None:
        """Writes findings, in the order given."""
        records = []
        for entry in entries:
            self._number += 1
            self._counts[entry.problem.severity] += 1
            self._conforms = self._conforms and entry.details is None
            records.append(entry_record(entry, self._number, self._iris, self._about))
            text = (
                orjson.dumps(entry_json(entry), option=orjson.OPT_INDENT_2).decode().replace("\n", "\n    ")
            )
            self._json.write(f"{',' if self._number > 1 else ''}\n    {text}")
        if records:
            self._turtle.write(self._blocks({"@graph": records}, [record["id"] for record in records]))

    def _blocks(self, record: Record, order: Sequence[str]) -> str:
        triples = self._read(
            orjson.dumps({"@context": [self._context, {"@base": self._iris.base}], **record})
        )
        ranks = {f"<{name}>": rank for rank, name in enumerate(order)}
        write = TermWriter(self._iris.base)  # it remembers what it wrote: one for each call, or memory grows
        return "".join(f"{block}\n" for block in blocks(ordered(triples, ranks), write).values())

    def finish(self, recommended: Sequence[Entry], *, over_violations: bool) -> None:
        """Ends both files with what the description could say, in a report of its own.

        `over_violations` is said in them where errors stand.
        """
        noted = over_violations and self._counts[Severity.ERROR] > 0
        report: Record = {"id": self._about, "type": "ValidationReport", "conforms": self._conforms}
        if noted:
            report["note"] = _NOTE
        publishing = f"{self._about}/publishing"
        numbered = enumerate(recommended, self._number + 1)
        records = [entry_record(entry, number, self._iris, publishing) for number, entry in numbered]
        records += [report, {"id": publishing, "type": "ValidationReport", "conforms": not recommended}]
        text = self._blocks({"@graph": records}, [record["id"] for record in records])
        self._turtle.write(text.rstrip("\n") + "\n")
        tail = {
            "counts": {severity.value: self._counts[severity] for severity in Severity},
            "conforms": self._conforms,
            "publishedOverErrors": noted,
            "publishing": [entry_json(entry) for entry in recommended],
        }
        end = orjson.dumps(tail, option=orjson.OPT_INDENT_2).decode()
        self._json.write(("\n  ]" if self._number else "]") + ",\n" + end[2:] + "\n")
