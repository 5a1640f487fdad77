"""The scanner: which token stands where, in which mode."""

from __future__ import annotations

import pytest

from lodpress.syntax.mermaid.scanner import Scanner


def scan(text: str, *, strict: bool = False) -> list[tuple[str, str]]:
    """The tokens of a text as pairs of kind and text."""
    scanner = Scanner(text, 0, strict=strict)
    tokens = []
    while scanner.kind != "EOF":
        tokens.append((scanner.kind, text[scanner.start : scanner.end]))
        scanner.advance()
    return tokens


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A --> B", "NODE LINK NODE"),
        ("A\n  --> B", "NODE LINK NODE"),
        ("A  \n  B", "NODE NEWLINE NODE"),
        ("A & B;C", "NODE SPACE AMP SPACE NODE SEMI NODE"),
        ("A&B", "NODE"),
        ("Größe", "NODE WORD NODE"),
        ("光[x]", "WORD [ TEXT ]"),
        ("A([x]) ", "NODE ([ TEXT ]) SPACE"),
        ("A(((x)))", "NODE ((( TEXT )))"),
        ("A((x))", "NODE ( ( TEXT ) )"),
        ("A[/x\\]", "NODE [/ TEXT \\]"),
        ("A(-x-)", "NODE (- TEXT -)"),
        ('A["x (y)"]', "NODE [ STR ]"),
        ('A["`x`"]', "NODE [ MD_STR ]"),
        ("A -->|x| B", "NODE LINK | TEXT | SPACE NODE"),
        ("A -- a b --> B", "NODE START_LINK EDGE_TEXT LINK NODE"),
        ("A == a ==x B", "NODE START_LINK EDGE_TEXT LINK NODE"),
        ("A -. a .-> B", "NODE START_LINK EDGE_TEXT LINK NODE"),
        ("e1@--> B", "LINK_ID LINK NODE"),
        ("A@{ x }", "NODE DATA SPACE NODE SPACE BAD"),
        ("class A,B c", "CLASS SPACE NODE COMMA NODE SPACE NODE"),
        ("classes", "NODE"),
        ("endpoint", "NODE"),
        ("end \n X", "END NODE"),
        ("A:::b", "NODE ::: NODE"),
        ("A = B", "NODE SPACE BAD SPACE NODE"),
    ],
)
def test_a_text_is_cut_into_these_tokens(text: str, kinds: str, strict: bool) -> None:
    """Each piece of syntax gives its kinds of token, in both modes of reading."""
    assert [kind for kind, _ in scan(text, strict=strict)] == kinds.split()


@pytest.mark.parametrize("opening", ["--", "==", "-."])
def test_an_edge_text_leaves_the_line_that_ends_it_whole(opening: str) -> None:
    """The head and the blanks before the second half of a line belong to that half."""
    closing = {"--": "x--x", "==": "x==x", "-.": "x-.-x"}[opening]
    tokens = scan(f"A {opening} some words {closing} B")
    assert tokens[2:4] == [("EDGE_TEXT", "some words"), ("LINK", f" {closing} ")]


def test_every_character_is_in_a_token_but_quotes() -> None:
    """Tokens follow each other without gaps; only the quotes around a text are left out."""
    text = 'graph LR\nA["x y"] -->|z| B{{w}}:::k\n%% c'
    assert "".join(word for _, word in scan(text)) == text.replace('"', "")


def test_direction_is_a_token_only_where_a_statement_may_begin_in_lenient_mode() -> None:
    """Mermaid loses a whole line that holds `direction LR`; lenient mode reads the label."""
    assert [kind for kind, _ in scan("A[x direction LR y]", strict=True)] == ["DIRECTION"]
    assert [kind for kind, _ in scan("A[x direction LR y]")] == ["NODE", "[", "TEXT", "]"]


def test_reset_leaves_every_bracket() -> None:
    """A scanner set anew reads as at the start of a statement."""
    scanner = Scanner("A[B --> C", 0, strict=False)
    scanner.advance()
    scanner.advance()
    assert scanner.kind == "TEXT"
    scanner.reset(2)
    assert scanner.kind == "NODE"
