"""The command group: its options, its help, and how errors become exit codes."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from lodpress.cli.commands import build, check, completion, convert, explain, init
from lodpress.cli.console import Console
from lodpress.cli.query import query
from lodpress.problems import FindingsError, InputError, LodpressError

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


for _command in (init, check, build, query, convert, explain, completion):
    cli.add_command(_command)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM unwinds as Ctrl-C does, so that what was published before stays whole."""
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Runs the command and exits: 0 done, 1 findings, 2 misuse."""
    signal.signal(signal.SIGTERM, _terminated)
    console = Console.of_environment(os.environ)
    try:
        sys.exit(_run(console))
    except BrokenPipeError:
        # the reader of our output has gone; nothing is left to say, and nothing may be flushed to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def _run(console: Console) -> int:
    try:
        code = cli.main(standalone_mode=False, prog_name="lodpress")
    except click.exceptions.Abort:
        console.say("interrupted; what was published before is untouched")
        return INTERRUPTED
    except KeyboardInterrupt:
        console.say("interrupted; what was published before is untouched")
        return INTERRUPTED
    except click.UsageError as error:
        console.error(error.format_message(), _usage_hint(error))
        return MISUSE
    except click.ClickException as error:
        console.error(error.format_message(), None)
        return MISUSE
    except (FindingsError, InputError) as error:
        console.error(str(error), error.hint)
        return FINDINGS
    except LodpressError as error:
        console.error(str(error), error.hint)
        return MISUSE
    sys.stdout.flush()
    return code if isinstance(code, int) else DONE


def _usage_hint(error: click.UsageError) -> str | None:
    return f"try `{error.ctx.command_path} --help`" if error.ctx else None
