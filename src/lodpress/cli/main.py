"""The command group: its options, its help, and how errors become exit codes."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from lodpress.cli.commands import build, check, completion, convert, explain, init
from lodpress.cli.console import Console, forget
from lodpress.cli.diff import diff
from lodpress.cli.pull import pull
from lodpress.cli.push import push
from lodpress.cli.query import query
from lodpress.problems import FindingsError, InputError, LodpressError, StoreError

DONE, FINDINGS, MISUSE, INTERRUPTED = 0, 1, 2, 130

_EPILOG = """\b
Examples:
  lodpress init graphs && cd graphs      a folder to begin from
  lodpress check documents               what a careful reader would report
  lodpress build documents -o out        publish as linked data
  lodpress query themes documents        ask the data
  lodpress explain line-back-missing     what a finding means"""


@click.group(
    epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="lodpress", message="%(prog)s %(version)s")
def cli() -> None:
    """Publish concept graphs as validated linked data.

    A concept graph is a short document made from a talk: a Mermaid graph of themes and ideas, a
    resume, numbered key ideas, and credits.
    """


for _command in (init, check, build, push, query, diff, pull, convert, explain, completion):
    cli.add_command(_command)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM unwinds as Ctrl-C does, so that what was published before stays whole."""
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Runs the command and exits: 0 done, 1 findings, 2 misuse."""
    signal.signal(signal.SIGTERM, _terminated)
    code = _run(Console.of_environment(os.environ))
    try:
        _flush()
    except OSError:  # told before, or of a reader that has gone
        forget(sys.stdout)
    sys.exit(code)


def _run(console: Console) -> int:
    stdout = sys.stdout
    try:
        code = cli.main(standalone_mode=False, prog_name="lodpress")
        _flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        console.say("interrupted; no release is left half written")
        return INTERRUPTED
    except BrokenPipeError:
        return DONE  # the reader of our output has seen enough
    except SystemExit:
        # click ends the process itself, as if it had failed, where that reader has gone: it wraps the output then
        if sys.stdout is stdout:
            raise
        return DONE
    except (click.ClickException, LodpressError, OSError) as error:
        return _tell(error, console)
    return code if isinstance(code, int) else DONE


def _flush() -> None:
    if sys.stdout is not None:  # None where the caller closed it
        sys.stdout.flush()


def _tell(error: click.ClickException | LodpressError | OSError, console: Console) -> int:
    """The exit code of an error, which is said."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
    elif isinstance(error, click.ClickException):
        console.error(error.format_message(), _usage_hint(error))
    elif isinstance(error, OSError):
        about = f"`{error.filename}`" if error.filename else "the output"
        console.error(f"the system refuses {about}: {(error.strerror or str(error)).lower()}", None)
    else:
        console.error(str(error), error.hint)
        # what cannot be read at all is no finding on its text
        if isinstance(error, FindingsError | StoreError) or (
            isinstance(error, InputError) and error.problems
        ):
            return FINDINGS
    return MISUSE


def _usage_hint(error: click.ClickException) -> str | None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"try `{context.command_path} --help`" if context else None
