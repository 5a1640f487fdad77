"""The commands but `query`: their arguments, what they call, and what they say."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console, counted, several, teller
from lodpress.codes import CODES, Severity
from lodpress.problems import UsageError
from lodpress.serialization.bulk import LOAD, STORES
from lodpress.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lodpress.inputs import Documents
    from lodpress.publishing import Findings

_FOLDER_OR_FILE = click.Path(readable=False, path_type=Path)  # what cannot be read is told by who reads

_documents = click.argument("documents", nargs=-1, required=True, type=_FOLDER_OR_FILE)
_settings = click.option("--settings", "settings_file", type=_FOLDER_OR_FILE, help="Settings file.  [default: lodpress.toml here or beside the documents]")  # fmt: skip
_quiet = click.option("-q", "--quiet", is_flag=True, help="Say only errors.")
_verbose = click.option("-v", "--verbose", is_flag=True, help="Say more.")
_reference = click.option(
    "--reference", is_flag=True, help="Use rdflib, owlrl and pyshacl: slower, the same bytes."
)
_fail_on = click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="The least severity that exits with 1.  [default: error]",
)


def _refuse_current_folder(out: Path) -> None:
    """Raises UsageError where the build would replace the folder that the caller's shell stands in."""
    if Path.cwd().is_relative_to(os.path.realpath(out)):
        raise UsageError(
            f"cannot write `{out}`: it is the folder that you are in, or holds it",
            hint="name a folder below it, such as `-o out`",
        )


def _console(*, quiet: bool = False, verbose: bool = False, fail_on: str = "error") -> Console:
    console = Console.of_environment(os.environ)
    return console.with_levels(quiet=quiet, verbose=verbose, least=Severity(fail_on))


def _tell_of_unused(console: Console, documents: Documents) -> None:
    """Says which `[documents.NAME]` of the settings is of no document here: most likely a slip."""
    unused = documents.unused_settings() if documents.settings.documents else []
    for name in unused:
        console.say(f"the settings `documents.{name}` are of no document here")


def _exit_code(counts: Mapping[Severity, int], fail_on: str) -> int:
    order = list(Severity)
    return int(any(counts[severity] for severity in order[: order.index(Severity(fail_on)) + 1]))


@click.command(
    short_help="Report what is wrong with documents.",
    epilog="\b\nExamples:\n  lodpress check talk.txt\n  lodpress check documents --fail-on warning\n  lodpress check documents --json | jq .code",
)
@_documents
@click.option(
    "--json", "as_json", is_flag=True, help="Print each finding as a line of JSON on standard output."
)
@_fail_on
@_settings
@_reference
@_quiet
@_verbose
def check(
    documents: tuple[Path, ...],
    as_json: bool,
    fail_on: str | None,
    settings_file: Path | None,
    reference: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Report what is wrong with documents, and publish nothing.

    DOCUMENTS are text or Markdown files, or folders of them.
    """
    import orjson  # noqa: PLC0415 - commands import late

    from lodpress.inputs import find_documents, find_settings  # noqa: PLC0415
    from lodpress.publishing import Press, make_engines  # noqa: PLC0415
    from lodpress.serialization.report import Entry, entry_json  # noqa: PLC0415

    settings = find_settings(settings_file, documents)
    console = _console(quiet=quiet, verbose=verbose, fail_on=fail_on or settings.fail_on)
    found = find_documents(documents, settings)
    _tell_of_unused(console, found)
    tell = teller(console)

    def tell_json(findings: Findings) -> None:
        for problem in findings.problems:
            path = findings.document.path if findings.document else problem.file
            line = entry_json(Entry(problem, None)) | {"file": path}
            click.echo(orjson.dumps(line).decode())

    # no bar between the lines of data on one terminal
    bare = as_json and sys.stdout is not None and sys.stdout.isatty()
    with console.progress("checking", 0 if bare else len(found)) as step:

        def tell_and_step(findings: Findings) -> None:
            (tell_json if as_json else tell)(findings)
            step()

        counts = Press(settings, make_engines(reference=reference)).check(found, tell_and_step)
    console.say(f"checked {len(found)} document{'' if len(found) == 1 else 's'}: {counted(counts)}")
    return _exit_code(counts, fail_on or settings.fail_on)


@click.command(
    short_help="Publish documents as linked data.",
    epilog="\b\nExamples:\n  lodpress build documents -o out --base https://example.org/graphs/\n  lodpress build documents -o out --for virtuoso --for fuseki\n  SOURCE_DATE_EPOCH=1764000000 lodpress build documents -o out",
)
@_documents
@click.option(
    "-o",
    "--out",
    required=True,
    type=_FOLDER_OR_FILE,
    help="The folder to publish into; replaced as a whole.",
)
@click.option("--base", help="The IRI that every published IRI begins with.")
@click.option(
    "--for",
    "stores",
    multiple=True,
    type=click.Choice(STORES),
    help="Lay out what a store's own bulk loader asks for, in load/ of the folder; may be given again.",
)
@click.option("--allow-violations", is_flag=True, help="Publish although errors stand; the report says so.")
@_fail_on
@_settings
@_reference
@_quiet
@_verbose
def build(
    documents: tuple[Path, ...],
    out: Path,
    base: str | None,
    stores: tuple[str, ...],
    allow_violations: bool,
    fail_on: str | None,
    settings_file: Path | None,
    reference: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Publish documents as linked data, all or nothing, the same bytes on every run.

    DOCUMENTS are text or Markdown files, or folders of them. The output folder gets dataset.ttl,
    .nt, .jsonld, .trig and .nq, a page for each theme and idea, void.ttl, the report, the
    queries as files and in queries.ttl, GRAPHS and DIGESTS.
    """
    from dataclasses import replace  # noqa: PLC0415

    from lodpress.inputs import find_documents, find_settings  # noqa: PLC0415 - commands import late
    from lodpress.publishing import BuildOptions, Press, make_engines  # noqa: PLC0415
    from lodpress.publishing import build as publish  # noqa: PLC0415
    from lodpress.settings import EXAMPLE_BASE, checked  # noqa: PLC0415

    _refuse_current_folder(out)
    settings = find_settings(settings_file, documents)
    console = _console(quiet=quiet, verbose=verbose, fail_on=fail_on or settings.fail_on)
    if base is not None:
        settings = checked(replace(settings, base=base))
    found = find_documents(documents, settings)
    if settings.base is None:
        console.say(f"no base IRI is set: publishing under {EXAMPLE_BASE} (set `base`, or give `--base IRI`)")
    _tell_of_unused(console, found)
    tell = teller(console)
    with console.progress("publishing", len(found)) as step:

        def tell_and_step(findings: Findings) -> None:
            tell(findings)
            step()

        press = Press(settings, make_engines(reference=reference))
        options = BuildOptions(allow_violations, _build_time(os.environ), stores)
        result = publish(press, found, out, tell_and_step, options)
    console.say(
        f"published {several(result.documents, 'document')}, {several(result.triples, 'triple')}, in {result.folder}:"
        f" {counted(result.counts)}"
    )
    console.say(f"digest {result.digest}")
    for store in sorted(set(stores)):
        console.say(f"to load it into {store}: {shlex.quote(str(out / LOAD / store / 'load.sh'))}")
    for problem in result.recommended:
        console.detail(f"recommended: {problem.message}{f' ({problem.hint})' if problem.hint else ''}")
    if result.recommended and not verbose:
        console.say(
            f"the description could say more: {len(result.recommended)} recommendations (`--verbose`, or `publishing` in report.json)"
        )
    return _exit_code(result.counts, fail_on or settings.fail_on)


def _build_time(environment: Mapping[str, str]) -> str | None:
    """The time of the build as an xsd:dateTime, from SOURCE_DATE_EPOCH alone."""
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not `{epoch}`") from error


@click.command(
    short_help="Say what a finding means.",
    epilog="\b\nExamples:\n  lodpress explain line-back-missing\n  lodpress explain",
)
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Say what a finding means and what to do about it; without CODE, list all."""
    if code is None:
        width = max(map(len, CODES))
        for one in CODES.values():
            click.echo(f"{one.name:{width}}  {one.severity.value:7}  {one.summary}")
        return 0
    found = CODES.get(code.strip("[]`").lower())
    if found is None:
        hint = nearest(code, CODES)
        raise UsageError(
            f"there is no code `{code}`",
            hint=hint if hint.startswith("did") else "`lodpress explain` lists all",
        )
    click.echo(f"{found.name} ({found.severity.value})\n\n{found.summary}.\n\n{found.explanation}")
    return 0


@click.command(
    short_help="Write RDF in another format.",
    epilog="\b\nExamples:\n  lodpress convert out/dataset.nq dataset.trig\n  lodpress convert out/dataset.ttl dataset.rdf\n  lodpress convert - dataset.nt --from turtle < data",
)
@click.argument("source", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "source_format", help="The format read.  [default: by the file's extension]")
@click.option("--to", "target_format", help="The format written.  [default: by the file's extension]")
def convert(source: Path, target: Path, source_format: str | None, target_format: str | None) -> int:
    """Write RDF in another format; what the format cannot hold is refused.

    Formats: turtle, ntriples, nquads, trig, n3, rdfxml, jsonld, or their extensions. `-` is standard
    input or output.
    """
    from lodpress.cli.conversion import convert_file  # noqa: PLC0415 - commands import late

    convert_file(source, target, source_format, target_format)
    return 0


@click.command(
    short_help="Write a folder to begin from.",
    epilog="\b\nExample:\n  lodpress init graphs && cd graphs && lodpress build documents -o out",
)
@click.argument("folder", type=_FOLDER_OR_FILE)
def init(folder: Path) -> int:
    """Write a folder to begin from: settings, a document, and a workflow that checks it."""
    from lodpress.cli.beginning import write_beginning  # noqa: PLC0415 - commands import late

    written = write_beginning(folder)
    console = _console()
    for path in written:
        console.say(f"wrote {path}")
    console.say(f"next: cd {shlex.quote(str(folder))} && lodpress build documents -o out")
    return 0


@click.command(
    short_help="Print a shell's completion script.",
    epilog='\b\nExample:\n  eval "$(lodpress completion bash)"',
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script that completes commands and options in a shell."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - commands import late

    kind = get_completion_class(shell)
    assert kind is not None  # the choices are those that click has
    cli = click.get_current_context().find_root().command
    sys.stdout.write(kind(cli, {}, "lodpress", "_LODPRESS_COMPLETE").source())
    return 0
