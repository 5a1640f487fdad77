"""What to say to somebody who named what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(wanted: str, known: Iterable[str]) -> str:
    """A hint that names the known words nearest to the wanted one, else all of them.

    >>> nearest("Csot", ["Cost", "Open"]), nearest("zzz", ["Cost", "Open"])
    ('did you mean `Cost`?', 'known: `Cost`, `Open`')
    """
    by_lower = {word.lower(): word for word in known}
    close = get_close_matches(wanted.lower(), by_lower, n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(f"`{by_lower[word]}`" for word in close) + "?"
    return "known: " + ", ".join(f"`{word}`" for word in by_lower.values())
