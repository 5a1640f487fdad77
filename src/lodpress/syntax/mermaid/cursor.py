"""The place in a flowchart that is being read, and what is found wrong there."""

from __future__ import annotations

import re

from lodpress.problems import Problem
from lodpress.syntax.mermaid.drawing import Drawing, Span, Words
from lodpress.syntax.mermaid.prelude import ENTITY_MARK
from lodpress.syntax.mermaid.scanner import BLANKS, LINK, SPACES, START_LINK, Scanner

BLANK = f"[{BLANKS}]"
_BLANKS = re.compile(f"{BLANK}*")
_SPACES = re.compile(f"[{SPACES}]*")
_ANY_LINK = f"{LINK}|{START_LINK}|~~~"
_ID = rf"[^{SPACES}\[\](){{}}<>|;\"]{{1,300}}?"
#: What can begin a statement behind another one on the same line: a keyword, or a node with a label,
#: a line, a class or data. A lone word is no statement: prose would be read as nodes.
_STATEMENT = re.compile(
    rf"(?:classDef|class|style|linkStyle|click|subgraph|direction){BLANK}|end(?![^{SPACES};])"
    rf"|{_ID}(?:[\[({{>]|{BLANK}*(?:{_ANY_LINK})|:::|@\{{|{BLANK}+&{BLANK})"
)
_ENTITY = re.compile(rf"[#{ENTITY_MARK}](\w+);")
_TRIMMED = "\n\t\x0b\x0c\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\x00" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INTEGER = re.compile(r"\+?\d+\Z", re.ASCII)


class Refused(Exception):  # noqa: N818 - not an error of the program: Mermaid refuses the text
    """Mermaid refuses the text at `span`."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span
        self.message = message


class Reader:
    """A scanner over a flowchart, its drawing so far, and the problems found."""

    def __init__(self, file: str, text: str, drawing: Drawing, *, strict: bool) -> None:
        self.file, self.text, self.drawing, self.strict = file, text, drawing, strict
        self.scan = Scanner(text, 0, strict=strict)
        self.problems: list[Problem] = []
        self._of_statement: list[Problem] = []
        self._repaired = False
        self._flat_until = -1
        self._patience = 4 * len(text) + 100_000
        self._runs_on = True
        self._line = (0, -1)

    def begin_statement(self) -> None:
        """Forget what was found in a statement that came to nothing."""
        self._of_statement = []
        self._repaired = False
        if not self._runs_on:
            self.scan.limit = self.line_end(self.scan.start)

    def keep_findings(self) -> None:
        """The statement is read: what was found in it stands."""
        self.problems += self._of_statement
        self._of_statement = []

    def problem(self, code: str, span: Span, message: str, hint: str | None = None) -> Problem:
        """A problem at `span`."""
        return Problem(code, message, self.file, self.drawing.position(span), hint)

    def refuse(self, message: str) -> Refused:
        """Mermaid's refusal of the token that the scanner stands at."""
        return Refused(Span(self.scan.start, self.scan.end), message)

    def repair(self, span: Span, message: str, hint: str | None = None) -> None:
        """Report a repair, the first of a statement only; strict mode refuses instead."""
        if not self._repaired:
            self._repaired = True
            self._repair(span, message, hint)

    def repair_label(self, label: Words, message: str) -> None:
        """Report the repair of a label; each label is one of its own."""
        quoted = label.text.replace('"', "#quot;")
        self._repair(label.span, message, f'Write it in quotes: `"{quoted}"`')

    def _repair(self, span: Span, message: str, hint: str | None) -> None:
        if self.strict:
            raise Refused(span, message)
        self._of_statement.append(self.problem("mermaid-repaired", span, message, hint))

    def line_end(self, at: int) -> int:
        """Where the line of the source that holds `at` ends."""
        start, end = self._line
        if not start <= at <= end:
            end = self.text.find("\n", at)
            end = len(self.text) if end < 0 else end
            self._line = (at, end)
        return end

    def skip_blanks(self, at: int) -> int:
        """The first place from `at` that is no blank of the same line."""
        match = _BLANKS.match(self.text, at)
        return match.end() if match else at

    def skip_spaces(self, at: int) -> int:
        """The first place from `at` that is neither a blank nor a line end."""
        match = _SPACES.match(self.text, at)
        return match.end() if match else at

    def begins_statement(self, at: int) -> bool:
        """Whether a statement can begin at `at` that another one precedes on the same line."""
        return _STATEMENT.match(self.text, at) is not None

    def set_apart(self, at: int) -> None:
        """Report that a statement at `at` follows another on its line: once a line."""
        if at >= self._flat_until:
            self._flat_until = self.line_end(at)
            message = "several statements stand on this line and were set apart"
            self.problems.append(self.problem("graph-flattened", Span(at, self._flat_until), message))

    def end_statement(self) -> None:
        """Take the separator behind a statement, or set the next statement apart from it."""
        scan = self.scan
        if scan.kind in ("NEWLINE", "SEMI"):
            scan.advance()
        elif scan.kind != "EOF" or scan.behind < scan.start:
            if self.strict:
                raise self.refuse("a statement ends at a line end or `;`")
            self._end_flattened(self.skip_blanks(min(scan.behind, scan.start)))

    def _end_flattened(self, at: int) -> None:
        """Go on behind a statement that no separator ends."""
        text, end = self.text, self.line_end(at)
        if text.startswith("%%", at):
            self.drawing.comment(self.words(at + 2, end))
            self.repair(Span(at, end), "a comment stands on a line of its own")
            self.keep_findings()
            self.scan.reset(end)
        elif at == end or text[at] == ";":
            self.scan.reset(at)
        elif text[at - 1 : at].isspace() and self.begins_statement(at):
            self.set_apart(at)
            self.scan.reset(at)
        else:
            self.pass_over(Span(at, end), "this does not continue the statement before it")

    def retreat(self, start: int) -> None:
        """Go back to `start`, from where on nothing could be read.

        A label or text may run on over lines, so a bracket that is never closed takes what follows
        it. Where too much is read in vain statements may no longer run on: reading stays linear.
        """
        self.count_vain(self.scan.end - self.line_end(start))
        self.scan.reset(start)

    def count_vain(self, count: int) -> None:
        """Count characters that were read in vain."""
        self._patience -= max(count, 0)
        self._runs_on = self._patience > 0

    def pass_over(self, span: Span, message: str) -> None:
        """Report a statement that cannot be read, and go on behind its line."""
        self.problems.append(self.problem("mermaid-syntax", span, message))
        self.scan.reset(span.end)

    def words(self, start: int, end: int, said: str | None = None) -> Words:
        """What `text[start:end]` says: without blanks around it, entities as HTML writes them."""
        text = self.text[start:end]
        bare = text.strip(_TRIMMED)
        if len(bare) != len(text):
            start += len(text) - len(text.lstrip(_TRIMMED))
            end = max(start, start + len(bare))
        if said is not None:
            bare = said.strip(_TRIMMED)
        if "\x00" in bare:
            bare = bare.replace("\x00", "")
        if "#" in bare or ENTITY_MARK in bare:
            bare = _ENTITY.sub(_as_html, bare)
        return Words(bare, Span(start, end))


def _as_html(entity: re.Match[str]) -> str:
    """Mermaid's `#quot;` and `#35;` as HTML's `&quot;` and `&#35;`."""
    name = entity.group(1)
    return f"&#{name};" if _INTEGER.match(name) else f"&{name};"
