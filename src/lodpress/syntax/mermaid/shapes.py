"""The shapes of nodes: the brackets that draw them, and the names that `@{ shape: … }` takes."""

from __future__ import annotations

#: What stands before and after a label, as the kinds of the scanner's tokens, and the shape drawn.
BRACKETS: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {
    ("[",): {("]",): "square"},
    ("(((",): {(")))",): "doublecircle"},
    ("(", "("): {(")", ")"): "circle"},
    ("(-",): {("-)",): "ellipse"},
    ("([",): {("])",): "stadium"},
    ("[[",): {("]]",): "subroutine"},
    ("[(",): {(")]",): "cylinder"},
    ("(",): {(")",): "round"},
    ("{",): {("}",): "diamond"},
    ("{", "{"): {("}", "}"): "hexagon"},
    (">",): {("]",): "odd"},
    ("[/",): {("\\]",): "trapezoid", ("/]",): "lean_right"},
    ("[\\",): {("/]",): "inv_trapezoid", ("\\]",): "lean_left"},
}
#: The kinds of token that begin a label.
OPENERS = frozenset(opener[0] for opener in BRACKETS) | {"[|"}

#: How a label may be meant that Mermaid refuses: brackets outermost first, and the shape.
MEANT: dict[str, tuple[tuple[str, str, str], ...]] = {
    "(((": (("(((", ")))", "doublecircle"), ("((", "))", "circle"), ("(", ")", "round")),
    "((": (("((", "))", "circle"), ("(", ")", "round")),
    "(-": (("(-", "-)", "ellipse"), ("(", ")", "round")),
    "([": (("([", "])", "stadium"), ("(", ")", "round")),
    "[[": (("[[", "]]", "subroutine"), ("[", "]", "square")),
    "[(": (("[(", ")]", "cylinder"), ("[", "]", "square")),
    "[/": (("[/", "/]", "lean_right"), ("[/", "\\]", "trapezoid"), ("[", "]", "square")),
    "[\\": (("[\\", "\\]", "lean_left"), ("[\\", "/]", "inv_trapezoid"), ("[", "]", "square")),
    "[|": (("[", "]", "square"),),
    "[": (("[", "]", "square"),),
    "(": (("(", ")", "round"),),
    "{{": (("{{", "}}", "hexagon"), ("{", "}", "diamond")),
    "{": (("{", "}", "diamond"),),
    ">": ((">", "]", "odd"),),
}

#: The names of shapes that Mermaid 12.3.0 knows.
NAMES = frozenset(
    """anchor bang bolt bow-rect bow-tie-rectangle brace brace-l brace-r braces card choice circ circle
    classBox cloud collate com-link comment cross-circ crossed-circle curv-trap curved-trapezoid cyl cylinder
    das data-store database datastore db dbl-circ decision delay diam diamond disk display div-proc div-rect
    divided-process divided-rectangle doc docs document documents double-circle event extract f-circ
    filled-circle flag flip-tri flipped-triangle fork fr-circ fr-rect framed-circle framed-rectangle h-cyl
    half-rounded-rectangle hex hexagon horizontal-cylinder hourglass icon in-out internal-storage
    inv-trapezoid join junction lean-l lean-left lean-r lean-right lightning-bolt lin-cyl lin-doc lin-proc
    lin-rect lined-cylinder lined-document lined-process lined-rectangle loop-limit manual manual-file
    manual-input note notch-pent notch-rect notched-pentagon notched-rectangle odd out-in paper-tape pill
    prepare priority proc process processes procs question rect rectangle rounded shaded-process sl-rect
    sloped-rectangle sm-circ small-circle st-doc st-rect stacked-document stacked-rectangle stadium start
    state stop stored-data subproc subprocess subroutine summary tag-doc tag-proc tag-rect tagged-document
    tagged-process tagged-rectangle terminal text trap-b trap-t trapezoid trapezoid-bottom trapezoid-top tri
    triangle win-pane window-pane""".split()
)
