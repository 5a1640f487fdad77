"""The `lodpress` command: words in, words out; everything heavy is imported when a command runs."""

from lodpress.cli.main import main

__all__ = ["main"]
