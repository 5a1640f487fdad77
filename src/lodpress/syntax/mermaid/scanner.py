"""The scanner of Mermaid flowcharts: a stack of modes, one compiled pattern for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

#: What JavaScript's `\s` matches but the line end, and NUL, which stands for text that Mermaid takes out
#: before it reads; then the same with the line end.
BLANKS = r"\t\x0b-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\x00"
SPACES = rf"\n{BLANKS}"
_S = f"[{SPACES}]"
_BLANK = f"[{BLANKS}]"

#: A line between nodes that carries no text inside it.
LINK = r"[xo<]?(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?)|~~~+"
#: The first half of a line that carries its text inside.
START_LINK = r"[xo<]?(?:--|==|-\.)"
#: One id token: letters, digits and most signs; a dash only where no line begins.
NODE = r"(?:[A-Za-z0-9!\"#$%&'*+.`?\\_/]+|-(?=[^>\-.]))+"
#: Letters beyond ASCII: Mermaid knows those of the Basic Multilingual Plane.
_LETTERS = (
    r"[^\W\d_a-zA-Z\u00b2\u00b3\u00b9\u00bc-\u00be\u0660-\u0669\u2070\u2074-\u2079\u2080-\u2089\u2150-\u2182"
    r"\u2185-\u218b\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3007\u3021-\u3029\u3038-\u303a\u3192-\u3195"
    r"\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U00010000-\U0010ffff]+"
)
_WORD_END = r"(?![A-Za-z0-9_])"

#: The kinds of token that end a statement.
DONE_KINDS = frozenset(("NEWLINE", "SEMI", "EOF"))
#: The reserved words that are tokens by themselves, and the kinds of those tokens.
KEYWORDS = {
    "style": "STYLE",
    "linkStyle": "LINKSTYLE",
    "interpolate": "INTERPOLATE",
    "classDef": "CLASSDEF",
    "class": "CLASS",
    "flowchart-elk": "GRAPH",
    "flowchart": "GRAPH",
    "graph": "GRAPH",
    "swimlane-beta": "GRAPH",
    "subgraph": "SUBGRAPH",
    "_self": "TARGET",
    "_blank": "TARGET",
    "_parent": "TARGET",
    "_top": "TARGET",
}
_OPENERS = r"\(-|\(\[|\(\(\(|\[\[|\[\(|\[/|\[\\"
_OPENER_MODES = {"(-": "ellipse", "[/": "trapezoid", "[\\": "trapezoid", "[|": None, "<": None, "^": None}


class _Rule(NamedTuple):
    """How one kind of token looks in a mode; `kind` None: the token is its own kind; "": no token."""

    kind: str | None
    pattern: str
    pops: bool = False
    push: str | None = None


_QUOTES = (_Rule("", r'"`', push="markdown"), _Rule("", r'"', push="string"))
_NESTED = (_Rule(None, rf"{_OPENERS}|[|(\[{{]", push="opener"),)
_INVISIBLE_LINK = _Rule("LINK", f"{_S}*~~~+{_S}*")

_EARLY = (
    _Rule("ACC_TITLE", f"accTitle{_S}*:{_S}*"),
    _Rule("ACC_DESCR", f"accDescr{_S}*:{_S}*"),
    _Rule("ACC_BLOCK", rf"accDescr{_S}*\{{{_S}*"),
    _Rule("DATA", r"@\{"),
    _Rule("CALL", f"call{_S}+"),
    *_QUOTES,
    _Rule("DEFAULT", f"default{_WORD_END}"),
    _Rule("KEYWORD", rf"(?:{'|'.join(KEYWORDS)}){_WORD_END}"),
    _Rule("HREF", f"href{_S}"),
    _Rule("CLICK", f"click{_S}+"),
    _Rule("END", f"end{_WORD_END}{_S}*"),
)
_LATE = (
    _Rule("NODE", r"[0-9]+"),
    _Rule("BRKT", r"#"),
    _Rule(":::", r":::"),
    _Rule("COLON", r":"),
    _Rule("AMP", r"&"),
    _Rule("SEMI", r";"),
    _Rule("COMMA", r","),
    _Rule("WORD", r"\*"),
    _Rule("LINK", f"{_S}*(?:{LINK}){_S}*"),
    _Rule("START_LINK", f"{_S}*(?:{START_LINK}){_S}*", push="edge"),
    _Rule(None, rf"{_OPENERS}|\[\||[<>^|(\[{{]", push="opener"),
    _Rule("WORD", f"v{_WORD_END}"),
    _Rule("NODE", NODE),
    _Rule("WORD", f"-|{_LETTERS}"),
    _Rule("NEWLINE", rf"{_BLANK}*\n{_S}*"),
    _Rule("SPACE", f"{_S}+"),
)
_STRICT = (
    _Rule("DIRECTION", rf".{{0,300}}direction{_S}+(?:TB|BT|RL|LR|TD)[^\n]*"),
    _Rule("LINK_ID", rf'[^{SPACES}"\[({{|]{{1,300}}@(?=[^{{"])'),
)
# In lenient mode the commonest tokens come first: nothing else begins with an upper-case letter.
_LENIENT = (
    _Rule("DIRECTION", rf"direction{_S}+(?:TB|BT|RL|LR|TD){_WORD_END}"),
    _Rule("LINK_ID", rf'[^{SPACES}"@;,:&\[\](){{}}<>|]{{1,300}}@(?={_BLANK}*(?:{LINK}|{START_LINK}))'),
    _Rule("NODE", f"(?=[A-Z]){NODE}"),
    _Rule("LINK", f"{_S}*(?:{LINK}){_S}*"),
    _Rule("START_LINK", f"{_S}*(?:{START_LINK}){_S}*", push="edge"),
    _Rule("NEWLINE", rf"{_BLANK}*\n{_S}*"),
    _Rule("SPACE", f"{_S}+"),
)

_EDGE_TEXTS = {"-": r'(?:[^-"]+|-(?!-))+', "=": r'[^="]+', ".": r'(?:[^."]+|\.(?!-))+'}
_EDGE_ENDS = {"-": r"[xo<]?--+[-xo>]", "=": r"[xo<]?==+[=xo>]", ".": r"[xo<]?-?\.+-[xo>]?"}

_MODES: dict[str, tuple[_Rule, ...]] = {
    "string": (
        _Rule("", r'"`', push="markdown"),
        _Rule("STR", r'[^"]+'),
        _Rule("", r'"', pops=True),
    ),
    "markdown": (_Rule("MD_STR", r'[^`"]+'), _Rule("", r'`"', pops=True), *_QUOTES),
    "text": (
        *_QUOTES,
        _INVISIBLE_LINK,
        _Rule(None, r"\]\)|\]\]|\)\]|\)\)\)|[|)\]}]", pops=True),
        *_NESTED,
        _Rule("TEXT", r'[^\[\](){}|"]+'),
    ),
    "ellipse": (
        *_QUOTES,
        _INVISIBLE_LINK,
        _Rule("-)", r"[-/)]\)", pops=True),
        _Rule("TEXT", r'(?:[^()\[\]{}/"~-]+|[-/](?!\))|~(?!~~))+'),
        *_NESTED,
    ),
    "trapezoid": (
        *_QUOTES,
        _INVISIBLE_LINK,
        _Rule("\\]", r"[\\(?=\])]\]", pops=True),
        _Rule("/]", r"/\]", pops=True),
        _Rule("TEXT", r"/(?!\])|\\(?!\])|[^\\\[\](){}/]+"),
        *_NESTED,
    ),
    **{
        f"edge{sign}": (
            *_QUOTES,
            _Rule("LINK", f"{_S}*(?:{_EDGE_ENDS[sign]}){_S}*", pops=True),
            _Rule("EDGE_TEXT", _EDGE_TEXTS[sign]),
        )
        for sign in "-=."
    },
}


_SHIFTING = frozenset(("KEYWORD", "EDGE_TEXT"))


class _Mode(NamedTuple):
    """A mode ready to scan: one pattern whose groups stand for the rules, in order."""

    match: Callable[..., re.Match[str] | None]
    rules: tuple[_Rule | None, ...]


def _mode(rules: tuple[_Rule, ...]) -> _Mode:
    pattern = "|".join(f"({rule.pattern})" for rule in rules)
    return _Mode(re.compile(pattern).match, (None, *rules))


_COMPILED = {name: _mode(rules) for name, rules in _MODES.items()}


@cache
def _base_mode(strict: bool, directions: bool, link_ids: bool) -> _Mode:
    """The mode outside every bracket; its two slow rules only where the text can need them."""
    wanted = {"DIRECTION": directions, "LINK_ID": link_ids}
    first = tuple(rule for rule in (_STRICT if strict else _LENIENT) if wanted.get(rule.kind or "", True))
    return _mode(first + _EARLY + _LATE if not strict else _EARLY + first + _LATE)


class Scanner:
    """Yields the tokens of `text` one by one: the current one is `kind`, `start`, `end`.

    A kind is a name in capitals, or a bracket as written. Text that no rule of the mode takes is a
    token `BAD` of one character; behind the end stands `EOF`.
    """

    __slots__ = ("_base", "_modes", "_next", "behind", "end", "kind", "limit", "start", "text")

    def __init__(self, text: str, start: int, *, strict: bool) -> None:
        self.text = text
        self.limit = len(text)
        self._base = _base_mode(strict, "direction" in text, "@" in text)
        self.reset(start)

    def reset(self, at: int) -> None:
        """Begin anew at `at`, outside every bracket."""
        self._modes = [self._base]
        self._next = at
        self.advance()

    def advance(self) -> None:
        """Move on to the next token; `behind` is the place behind the one before."""
        self.behind = self._next
        while True:
            at = self._next
            if at >= self.limit:
                self.kind, self.start, self.end = "EOF", at, at
                return
            mode = self._modes[-1]
            match = mode.match(self.text, at, self.limit)
            if match is None:
                self.kind, self.start, self.end = "BAD", at, at + 1
                self._next = at + 1
                return
            rule = mode.rules[match.lastindex or 0]
            end = self._next = match.end()
            if rule is not None and (rule.kind != "" or self._shift(rule, match)):
                self.start, self.end = at, end
                self.kind = rule.kind or match.group()
                if rule.pops or rule.push or rule.kind in _SHIFTING:
                    self._shift(rule, match)
                return

    def _shift(self, rule: _Rule, match: re.Match[str]) -> bool:
        """Change the mode as the rule says; False, so that a token without kind is passed over."""
        if rule.pops and len(self._modes) > 1:
            self._modes.pop()
        if rule.push == "opener":
            name = _OPENER_MODES.get(match.group(), "text")
            if name is not None:
                self._modes.append(_COMPILED[name])
        elif rule.push == "edge":
            self._modes.append(_COMPILED["edge" + _line_sign(match.group())])
        elif rule.push is not None:
            self._modes.append(_COMPILED[rule.push])
        elif rule.kind == "KEYWORD":
            self.kind = KEYWORDS[match.group()]
        elif rule.kind == "EDGE_TEXT":
            self._give_back(match)
        return False

    def _give_back(self, match: re.Match[str]) -> None:
        """Leave to the line that ends an edge text what belongs to it: its tail and the blanks before."""
        text, end = self.text, match.end()
        sign = next(s for s in "-=." if self._modes[-1] is _COMPILED["edge" + s])
        if sign == ".":
            while text[end - 1] == ".":
                end -= 1
            end -= text[end - 1] == "-"
        if _END_CORES[sign].match(text, end, self.limit) is None:
            return
        end -= text[end - 1] in "xo<"
        while _SPACE.match(text, end - 1):
            end -= 1
        if end > match.start():
            self.end = self._next = end


def _line_sign(link: str) -> str:
    """The sign that a line is drawn with: a dash, an equals sign or a dot."""
    if "=" in link:
        return "="
    return "." if "." in link else "-"


_SPACE = re.compile(_S)
_END_CORES = {sign: re.compile(pattern) for sign, pattern in _EDGE_ENDS.items()}
