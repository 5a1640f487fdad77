"""What `query --check` does: queries read and checked, their expected answers compared, all findings told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console, counted
from lodpress.codes import Severity
from lodpress.positions import Source
from lodpress.problems import InputError, Problem

if TYPE_CHECKING:
    from lodpress.querying import Engine
    from lodpress.querying.checking import Checker

#: Loads the sources that expected answers are asked over.
Loader = Callable[[list[Path]], "Engine"]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How findings are told, and which least severity makes the command fail."""

    as_json: bool = False
    fail_on: Severity = Severity.ERROR
    allow_service: bool = False


def check_queries(words: Sequence[str], load: Loader, console: Console, options: CheckOptions) -> int:
    """The exit code, after every finding on the queries is told: 0 none that counts, 1 some.

    `words` are query files, folders of them, names of the bundle, and the sources of expected answers;
    without a query the bundle is checked. Raises UsageError for a word that is nothing of these.
    """
    files, sources = _queries_and_sources(words)
    data = load(sources) if sources else None
    checker = _checker()
    counts: Counter[Severity] = Counter()
    not_asked = 0
    for file in files:
        source, problems = _read(file)
        if source is not None:
            problems = checker.problems(source)
            if all(problem.severity is not Severity.ERROR for problem in problems):
                compared = _compared(file, source, data, options)
                not_asked += compared is None
                problems = (*(compared or ()), *problems)
        _tell(problems, source, console, as_json=options.as_json)
        counts.update(problem.severity for problem in problems)
    many = "query" if len(files) == 1 else "queries"
    console.say(f"checked {len(files)} {many}: {counted(counts)}")
    if not_asked:
        console.say(
            f"expected answers that were not compared: {not_asked} (name the data to ask, as in `lodpress query --check FOLDER out`)"
        )
    order = list(Severity)
    return int(any(counts[severity] for severity in order[: order.index(options.fail_on) + 1]))


def tell_syntax(path: str, text: str, console: Console) -> bool:
    """Whether a query's text is not SPARQL 1.1, after the place is told with its line and a caret."""
    from lodpress.querying.refusals import single_line_ends  # noqa: PLC0415 - commands import late
    from lodpress.querying.syntax import syntax_problem  # noqa: PLC0415

    source = Source(path, single_line_ends(text))
    problem = syntax_problem(source, _parsers())
    if problem:
        console.problems([problem], source, path)
    return problem is not None


def _parsers() -> tuple[Callable[[str], None], ...]:
    from lodpress.engines import oxigraph_sparql, rdflib_sparql  # noqa: PLC0415 - commands import late

    return oxigraph_sparql.check_syntax, rdflib_sparql.check_syntax


def _checker() -> Checker:
    from lodpress.bundled import bundled_text  # noqa: PLC0415 - commands import late
    from lodpress.engines.oxigraph import triples_of_turtle  # noqa: PLC0415
    from lodpress.querying.checking import Checker, vocabulary_of  # noqa: PLC0415

    ontology = triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    return Checker(_parsers(), vocabulary_of(ontology))


def _queries_and_sources(words: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """The query files, in order and each once, and the sources."""
    from lodpress.bundled import bundled  # noqa: PLC0415 - commands import late
    from lodpress.querying import is_data, shipped_bundle  # noqa: PLC0415

    files: list[Path] = []
    sources: list[Path] = []
    for word in words:
        path = Path(word)
        inside = _in_folder(path) if path.is_dir() and not is_data(path) else []
        if inside or path.suffix == ".rq":
            files += inside or [path]
        elif path.exists():
            sources.append(path)
        else:
            files.append(bundled("queries") / f"{shipped_bundle().find(word).name}.rq")
    return list(dict.fromkeys(files or _in_folder(bundled("queries")))), sources


def _in_folder(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.rq"), key=lambda file: file.relative_to(folder).as_posix())


def _read(file: Path) -> tuple[Source | None, tuple[Problem, ...]]:
    """The text of a query; None and a finding where it is no UTF-8. Raises InputError where it cannot be read."""
    from lodpress.querying.refusals import single_line_ends  # noqa: PLC0415 - commands import late

    try:
        return Source(str(file), single_line_ends(file.read_bytes().decode("utf-8"))), ()
    except UnicodeDecodeError as error:
        message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        return None, (Problem("invalid-utf8", message, str(file), None, "save the file as UTF-8"),)
    except OSError as error:
        raise InputError(
            f"cannot read the query `{file}`: {(error.strerror or str(error)).lower()}"
        ) from error


def _compared(
    file: Path, source: Source, data: Engine | None, options: CheckOptions
) -> tuple[Problem, ...] | None:
    """What an expected answer shows; None where there is one that was not asked for."""
    from lodpress.querying import parsed_query  # noqa: PLC0415 - commands import late
    from lodpress.querying.checking import FEDERATED  # noqa: PLC0415
    from lodpress.querying.expectations import answer_problem, expected_file  # noqa: PLC0415

    expected = expected_file(file)
    if expected is None:
        return ()
    asked = parsed_query(source.name, source.text)
    if data is None or (FEDERATED in asked.decorators.get("tags", ()) and not options.allow_service):
        return None
    problem = answer_problem(asked, data, expected, allow_service=options.allow_service)
    return (problem,) if problem else ()


def _tell(problems: Sequence[Problem], source: Source | None, console: Console, *, as_json: bool) -> None:
    if not as_json:
        console.problems(problems, source, None)
        return
    import orjson  # noqa: PLC0415 - commands import late

    from lodpress.serialization.report import Entry, entry_json  # noqa: PLC0415

    for problem in problems:
        click.echo(orjson.dumps(entry_json(Entry(problem, None))).decode())
