"""The flowchart reader: the plain language, every repair, positions, and texts of any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodpress.diagram import Flowchart
from lodpress.positions import Position, Source
from lodpress.problems import InputError, Problem
from lodpress.syntax.mermaid.flowchart import parse_flowchart

SHARED = Path(__file__).parents[2].parent / "shared"
FLATTENED = SHARED / "documents" / "v02_page_header_flattened.txt"
SPACED = SHARED / "documents" / "v13_class_spaces_refused_by_mermaid.txt"
SEED = SHARED / "seed" / "000_33529ed99a7298db.txt"

HEADS = {"arrow": ">", "circle": "o", "cross": "x", None: ""}


def read(text: str) -> tuple[Flowchart, tuple[Problem, ...]]:
    """The flowchart of a text and its problems, leniently."""
    return parse_flowchart(Source("test.txt", text), 0, len(text))


def draw(text: str) -> Flowchart:
    """The flowchart of a text that Mermaid takes: read alike in both modes, without a problem."""
    chart, problems = read(text)
    assert problems == ()
    assert parse_flowchart(Source("test.txt", text), 0, len(text), strict=True)[0] == chart
    return chart


def nodes(chart: Flowchart) -> list[str]:
    """The nodes as `id=text`, or `id` where no label is written."""
    return [f"{v.id}={v.text}" if v.labels else v.id for v in chart.vertices]


def lines(chart: Flowchart) -> list[str]:
    """The lines as `source>target`."""
    return [f"{e.source}>{e.target}" for e in chart.edges]


def marked(problems: tuple[Problem, ...], text: str) -> list[tuple[str, str]]:
    """Each problem as its code and the text that it points at."""
    spans = [(p.code, p.position) for p in problems]
    return [(code, text[at.start : at.end]) for code, at in spans if at is not None]


def positions(chart: Flowchart) -> Iterator[tuple[Position, str | None]]:
    """Every position of a flowchart, with the text that stands there where it is known."""
    for vertex in chart.vertices:
        yield vertex.position, vertex.id
        yield from ((label.position, None) for label in vertex.labels)
    for edge in chart.edges:
        yield edge.position, None
        if edge.label is not None:
            yield edge.label.position, None
    for assignment in chart.class_assignments:
        yield assignment.position, assignment.node
        yield assignment.statement, None
    titles = [*chart.subgraphs, chart]
    yield from ((each.title.position, None) for each in titles if each.title is not None)
    yield from ((each.position, None) for each in (*titles, *chart.class_definitions, *chart.comments))


# --- the plain language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "direction"),
    [
        ("graph LR", "LR"),
        ("flowchart TD", "TB"),
        ("flowchart-elk RL", "RL"),
        ("graph", "TB"),
        ("graph >", "LR"),
        ("\n%% first\n  graph BT;", "BT"),
        ("%%{init: {'theme': 'dark'}}%%\ngraph LR", "LR"),
    ],
)
def test_the_header_gives_the_direction(header: str, direction: str) -> None:
    """Every spelling of the header is read, comments and directives may precede it."""
    chart = draw(f"{header}\nA --> B\n")
    assert (chart.direction, lines(chart)) == (direction, ["A>B"])


def test_front_matter_gives_the_title() -> None:
    """The title stands in the front matter, at its own level only."""
    text = "---\nconfig:\n  title: not this\ntitle: 'My map'\n---\ngraph LR\nA"
    title = draw(text).title
    assert title is not None
    assert title.text == text[title.position.start : title.position.end] == "My map"


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("[x y]", "square"),
        ("(x y)", "round"),
        ("((x y))", "circle"),
        ("(((x y)))", "doublecircle"),
        ("([x y])", "stadium"),
        ("[[x y]]", "subroutine"),
        ("[(x y)]", "cylinder"),
        ("(-x y-)", "ellipse"),
        ("{x y}", "diamond"),
        ("{{x y}}", "hexagon"),
        (">x y]", "odd"),
        ("[/x y/]", "lean_right"),
        ("[\\x y\\]", "lean_left"),
        ("[/x y\\]", "trapezoid"),
        ("[\\x y/]", "inv_trapezoid"),
        ("[|border:solid|x y]", "rect"),
        ('@{ shape: doc, label: "x y" }', "doc"),
        ("@{\n  shape: doc\n  label: 'x y'\n}", "doc"),
    ],
)
def test_brackets_and_data_give_the_shape_and_the_label(written: str, shape: str) -> None:
    """Each pair of brackets draws its shape around the label; the position is the label's."""
    text = f"graph LR\nQ --> A{written}\n"
    vertex = draw(text).vertices[1]
    assert (vertex.id, vertex.shape, vertex.text) == ("A", shape, "x y")
    assert [text[at.position.start : at.position.end] for at in vertex.labels] == ["x y"]


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("[ plain <br/>text ]", "plain <br/>text", "text"),
        ('["quoted (text) 1"]', "quoted (text) 1", "string"),
        ('["`**bold** text`"]', "**bold** text", "markdown"),
        ('["two\nlines"]', "two\nlines", "string"),
        ("[two\nlines]", "two\nlines", "text"),
        ("[#35;1 #quot;x#quot;]", "&#35;1 &quot;x&quot;", "text"),
        ("[$40 mn, 10 % & 5/6: x's]", "$40 mn, 10 % & 5/6: x's", "text"),
    ],
)
def test_a_label_is_read_as_mermaid_has_it(written: str, text: str, kind: str) -> None:
    """Quotes and blanks around a label go, breaks and entities stay."""
    label = draw(f"graph LR\nA{written}").vertices[0].label
    assert label is not None
    assert (label.text, label.kind) == (text, kind)


@pytest.mark.parametrize(
    ("arrow", "stroke", "heads", "length", "label"),
    [
        ("-->", "normal", ("", ">"), 1, None),
        ("---", "normal", ("", ""), 1, None),
        ("---->", "normal", ("", ">"), 3, None),
        ("--o", "normal", ("", "o"), 1, None),
        ("x--x", "normal", ("x", "x"), 1, None),
        ("<-->", "normal", (">", ">"), 1, None),
        ("-.->", "dotted", ("", ">"), 1, None),
        ("-..-", "dotted", ("", ""), 2, None),
        ("==>", "thick", ("", ">"), 1, None),
        ("~~~", "invisible", ("", ""), 1, None),
        ("-->|two words|", "normal", ("", ">"), 1, "two words"),
        ('-.->|"a (b) | c"|', "dotted", ("", ">"), 1, "a (b) | c"),
        ("-- two words -->", "normal", ("", ">"), 1, "two words"),
        ('-- "a (b)" ---', "normal", ("", ""), 1, "a (b)"),
        ("-. well-known .->", "dotted", ("", ">"), 1, "well-known"),
        ("== a > b ==>", "thick", ("", ">"), 1, "a > b"),
        ("<-- both ways -->", "normal", (">", ">"), 1, "both ways"),
    ],
)
def test_an_arrow_gives_stroke_heads_length_and_text(
    arrow: str, stroke: str, heads: tuple[str, str], length: int, label: str | None
) -> None:
    """Every form of line is read, with its text in either spelling."""
    text = f"graph LR\nA {arrow} B"
    edge = draw(text).edges[0]
    assert (edge.stroke, (HEADS[edge.start_head], HEADS[edge.end_head])) == (stroke, heads)
    assert (edge.length, edge.label and edge.label.text) == (length, label)
    if edge.label is not None:
        assert text[edge.label.position.start : edge.label.position.end] == label


def test_a_chain_and_ampersands_draw_every_line() -> None:
    """`A & B --> C & D --> E` joins each with each, from left to right."""
    chart = draw("graph LR\nA & B --> C & D --> E\n")
    assert lines(chart) == ["A>C", "A>D", "B>C", "B>D", "C>E", "D>E"]
    assert [edge.ordinal for edge in chart.edges] == [1, 2, 3, 4, 5, 6]


def test_an_edge_spans_its_two_nodes() -> None:
    """In a chain each line points at its own part of the statement, with `&` at the group."""
    text = "graph LR\n  A[one 1] --> B[two 2]:::k -.-> C & D\n"
    spans = [text[e.position.start : e.position.end] for e in draw(text).edges]
    assert spans[0] == "A[one 1] --> B[two 2]:::k"
    assert spans[1] == spans[2] == "B[two 2]:::k -.-> C & D"


def test_a_vertex_stands_where_it_is_first_labelled_and_keeps_every_label() -> None:
    """The first mention with a label is the node's place; the last label is drawn."""
    text = "graph LR\nA --> B\nQ --> A[one]\nA(two)"
    vertex = draw(text).vertices[0]
    assert (vertex.position.line, vertex.position.column) == (3, 7)
    assert ([label.text for label in vertex.labels], vertex.text) == (["one", "two"], "two")


def test_class_definitions_hold_their_styles_stripped() -> None:
    """Blanks behind commas and a semicolon at the end are legal; `\\,` stays in its style."""
    text = "graph LR\nclassDef a,b fill:#fff, color:red;\nclassDef c stroke-dasharray:5\\,5\n"
    styles = {each.name: each.styles for each in draw(text).class_definitions}
    assert styles == {"a": (both := ("fill:#fff", "color:red")), "b": both, "c": ("stroke-dasharray:5,5",)}


def test_classes_are_assigned_by_lines_and_by_colons() -> None:
    """Each assignment points at the id that it gives the class, and at its statement."""
    text = "graph LR\nA --> B:::k\nclass A,B one\n"
    chart = draw(text)
    assert [v.classes for v in chart.vertices] == [("one",), ("k", "one")]
    found = [(a.node, a.class_name, a.position.line, a.position.column) for a in chart.class_assignments]
    assert found == [("B", "k", 2, 7), ("A", "one", 3, 7), ("B", "one", 3, 9)]
    statement = chart.class_assignments[1].statement
    assert text[statement.start : statement.end] == "class A,B one"


def test_style_click_and_line_styles_are_read() -> None:
    """`style` gives styles and draws its node, `click` a link, `linkStyle` nothing that is kept."""
    text = 'graph LR\nA --> B\nstyle Z fill:#fff,stroke:red\nlinkStyle 0 stroke:red\nclick A "https://x.example" "tip"'
    a, _, z = draw(text).vertices
    assert (a.link, a.classes) == ("https://x.example", ("clickable",))
    assert (z.id, z.styles) == ("Z", ("fill:#fff", "stroke:red"))


def test_subgraphs_hold_the_nodes_that_no_earlier_one_holds() -> None:
    """The inner subgraph closes first; a node belongs to the one that closes first."""
    text = "graph LR\nsubgraph a [The a]\nX\nsubgraph b\ndirection TB\nX --> Y\nend\nend\nsubgraph Two words\nY\nZ\nend\n"
    found = [(s.id, s.title and s.title.text, s.members, s.direction) for s in draw(text).subgraphs]
    assert found == [
        ("b", "b", ("Y", "X"), "TB"),
        ("a", "The a", ("b",), None),
        ("subGraph2", "Two words", ("Z",), None),
    ]


def test_an_edge_with_an_id_can_have_a_class() -> None:
    """`e1@-->` names a line; a class line and data then speak of it."""
    chart = draw("graph LR\nA e1@--> B\nclass e1 fast\ne1@{ animate: true }\n")
    assert [(e.id, e.classes) for e in chart.edges] == [("e1", ("fast",))]
    assert nodes(chart) == ["A", "B"]


def test_comments_are_kept_in_order() -> None:
    """Comments, directives and accessibility texts are kept, and are not drawn."""
    text = "%% one\ngraph LR\nA --> B\n  %% two --> three\naccTitle: four\naccDescr { five\nsix }\nC"
    chart = draw(text)
    assert [comment.text for comment in chart.comments] == ["one", "two --> three", "four", "five\nsix"]
    assert nodes(chart) == ["A", "B", "C"]


def test_semicolons_and_blank_lines_separate_statements() -> None:
    """`;` ends a statement as a line end does; blanks at the end of a line do no harm."""
    chart = draw("graph LR;A-->B;;B-->C; \n\n  D[x]  \n\tE\t-->\tF\t\n")
    assert lines(chart) == ["A>B", "B>C", "E>F"]


@pytest.mark.parametrize(
    ("identifier", "label"),
    [
        ("ヒカリ", "光の速さ 1"),
        ("طاقة", "الطاقة ٢"),
        ("Über-Größe", "Maß & Straße"),
        ("Энергия", "Приливы 3"),
    ],
)
def test_ids_and_labels_may_be_of_any_script(identifier: str, label: str) -> None:
    """Ids and labels beyond ASCII are read, joined, classed and found again in the text."""
    text = f"graph LR\nA --> {identifier}[{label}]\nclass {identifier} k"
    chart = draw(text)
    vertex = chart.vertices[1]
    assert (vertex.id, vertex.text, vertex.classes) == (identifier, label, ("k",))
    assert all(said in (None, text[at.start : at.end]) for at, said in positions(chart))


@pytest.mark.skipif(not SEED.exists(), reason="shared/seed/000_33529ed99a7298db.txt is missing")
def test_the_real_document_is_read_without_a_problem() -> None:
    """The graph of the real document has 37 nodes, 89 lines, six classes and 24 assignments."""
    source = Source("seed", SEED.read_text(encoding="utf-8"))
    chart, problems = parse_flowchart(source, source.line_span(2)[0], source.line_span(103)[1])
    assert problems == ()
    counts = (chart.vertices, chart.edges, chart.class_definitions, chart.class_assignments)
    assert [len(each) for each in counts] == [37, 89, 6, 24]
    assert all(said in (None, source.text[at.start : at.end]) for at, said in positions(chart))


# --- strict mode ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("graph LR\nA --> B\nC[a (b) c]", 3),
        ("graph LR\nclass A, B x", 2),
        ("graph LR\nA --> end", 2),
        ("graph LR A --> B", 1),
        ("graph LR\nA -> B", 2),
        ("graph LR\nA\nend", 3),
        ("graph LR\nA@{ shape: nosuch }", 2),
        ("mindmap\n  root", 1),
    ],
)
def test_strict_mode_refuses_what_mermaid_refuses(text: str, line: int) -> None:
    """The refusal is an `InputError` with one problem at the place of the refusal."""
    with pytest.raises(InputError) as refusal:
        parse_flowchart(Source("test.txt", text), 0, len(text), strict=True)
    assert [(p.code, p.line) for p in refusal.value.problems] == [("mermaid-syntax", line)]


def test_strict_mode_loses_a_class_given_too_early_as_mermaid_does() -> None:
    """A class line before its node has no effect in Mermaid."""
    text = "graph LR\nclass A x\nA"
    chart, problems = parse_flowchart(Source("test.txt", text), 0, len(text), strict=True)
    assert (chart.vertices[0].classes, chart.class_assignments, problems) == ((), (), ())


# --- repairs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text", "shape"),
    [
        ("[Storage (battery) trims 2]", "Storage (battery) trims 2", "square"),
        ('[say "hi" 1]', 'say "hi" 1', "square"),
        ('["say "hi" 1"]', 'say "hi" 1', "square"),
        ('["never closed]', "never closed", "square"),
        ("[(paren) 1]", "(paren) 1", "square"),
        ("[a]b]", "a]b", "square"),
        ("[x|y]", "x|y", "square"),
        ("(f(x) is 2)", "f(x) is 2", "round"),
        ("((c (d)))", "c (d)", "circle"),
        ("{a [b]?}", "a [b]?", "diamond"),
        ("{{a {b}}}", "a {b}", "hexagon"),
        ("[/a(b)/]", "a(b)", "lean_right"),
        ("[two (x)\nlines]", "two (x)\nlines", "square"),
    ],
)
def test_a_label_that_mermaid_refuses_is_read_as_quoted(written: str, text: str, shape: str) -> None:
    """The brackets meant are found; one problem points at the label."""
    source = f"graph LR\nQ --> A{written} --> B\n"
    chart, problems = read(source)
    assert (nodes(chart), chart.vertices[1].shape) == (["Q", f"A={text}", "B"], shape)
    assert lines(chart) == ["Q>A", "A>B"]
    assert marked(problems, source) == [("mermaid-repaired", text)]


@pytest.mark.parametrize(
    ("line", "drawn", "pointed"),
    [
        ("class C1, C2 cost ", ["cost", "cost"], " "),
        ("class C1,C2 cost \t", ["cost", "cost"], " \t"),
        ("class  C1,C2 cost", ["cost", "cost"], "  "),
        ("class C1 , C2  cost  ", ["cost", "cost"], "  "),
    ],
)
def test_blanks_in_a_class_line_are_removed(line: str, drawn: list[str], pointed: str) -> None:
    """A class line has one problem, however many blanks Mermaid refuses in it."""
    text = f"graph LR\nC1 --> C2\n{line}\n"
    chart, problems = read(text)
    assert [v.classes for v in chart.vertices] == [(name,) for name in drawn]
    assert marked(problems, text) == [("mermaid-repaired", pointed)]


@pytest.mark.parametrize(
    ("statement", "drawn", "pointed"),
    [
        ("A --> end", ["A>end"], "end"),
        ("class[x] --> B", ["class>B"], "class"),
        ("graph.x --> B", ["graph.x>B"], "graph.x"),
        ("A -> B", ["A>B"], "->"),
        ("A->B", ["A>B"], "->"),
        ("A → B", ["A>B"], "→"),
        ("A => B", ["A>B"], "=>"),
        ("A -.--> B", ["A>B"], "-.-->"),
        ("A -- B", ["A>B"], "--"),
        ("A -->|| B", ["A>B"], "||"),
        ("A -->|f(x)| B", ["A>B"], "f(x)"),
        ('A -- say "x" --> B', ["A>B"], 'say "x"'),
        ("A -- words ==> B", ["A>B"], "==>"),
        ("A[] --> B", ["A>B"], "[]"),
        ("A & B --> C &D", ["A>C", "A>D", "B>C", "B>D"], "&"),
        ("🙂 --> B", ["🙂>B"], "🙂"),
        ("कर्म --> B", ["कर्म>B"], "कर्म"),
        ('"my id" --> B', ["my id>B"], "my id"),
        ("A --> B %% why", ["A>B"], "%% why"),
        ("A@{ shape: nosuch } --> B", ["A>B"], "nosuch"),
        ("A:::a:::b --> B", ["A>B"], ":::"),
        ("A --> B\nclassDef a fill:rgb(1,2,3)", ["A>B"], "fill:rgb(1,2,3)"),
        ("A --> B\nclassDef a fill:red;color:blue;", ["A>B"], "fill:red;color:blue"),
        ("A --> B\nclassDef a", ["A>B"], "a"),
        ("A --> B\nlinkStyle 7 stroke:red", ["A>B"], "linkStyle 7"),
        (f"A --> B\nlinkStyle {'9' * 5000} stroke:red", ["A>B"], f"linkStyle {'9' * 5000}"),
        ("A --> B\nend", ["A>B"], "end"),
        ("A --> B\n%%", ["A>B"], "%%"),
        ("subgraph s\nA --> B", ["A>B"], "subgraph s"),
        ("subgraph s (1)\nA --> B\nend", ["A>B"], "s (1)"),
        ("subgraph s \nA --> B\nend", ["A>B"], " "),
        ("subgraph\nA --> B\nend", ["A>B"], "subgraph"),
    ],
)
def test_a_statement_that_mermaid_refuses_is_repaired(statement: str, drawn: list[str], pointed: str) -> None:
    """What a person would read is drawn; one problem points at what Mermaid refuses."""
    text = f"graph LR\n{statement}\n"
    chart, problems = read(text)
    assert lines(chart) == drawn
    assert marked(problems, text) == [("mermaid-repaired", pointed)]


def test_two_labels_of_one_statement_are_two_repairs() -> None:
    """Each label is a place of its own to mend."""
    text = "graph LR\nA[a (1)] -->|b (2)| C[c (3)]"
    _, problems = read(text)
    assert [pointed for _, pointed in marked(problems, text)] == ["a (1)", "b (2)", "c (3)"]


@pytest.mark.parametrize("header", ["Graph LR", "graph lr", "FLOWCHART lr"])
def test_a_header_in_other_letters_is_repaired(header: str) -> None:
    """The letters of a header may be large or small."""
    text = f"{header}\nA --> B"
    chart, problems = read(text)
    assert (chart.direction, lines(chart)) == ("LR", ["A>B"])
    assert marked(problems, text) == [("mermaid-repaired", header)]


def test_a_class_before_its_node_is_kept_with_a_warning() -> None:
    """Mermaid forgets the class; lenient mode gives it, and warns of a node that never comes."""
    text = "graph LR\nclass A,Z x\nA:::y"
    chart, problems = read(text)
    assert chart.vertices[0].classes == ("x", "y")
    assert [(a.node, a.class_name) for a in chart.class_assignments] == [("A", "x"), ("A", "y")]
    assert marked(problems, text) == [("class-before-node", "A"), ("class-without-node", "Z")]


# --- flattened graphs -----------------------------------------------------------------------------------


@pytest.mark.skipif(not FLATTENED.exists(), reason="shared/documents/v02 is missing")
def test_the_flattened_document_has_one_problem_on_each_of_its_two_lines() -> None:
    """All statements are set apart, and a label goes on over the line break."""
    source = Source("v02", FLATTENED.read_text(encoding="utf-8"))
    chart, problems = parse_flowchart(source, source.line_span(8)[0], source.line_span(9)[1])
    assert [(p.code, p.line) for p in problems] == [("graph-flattened", 8), ("graph-flattened", 9)]
    assert (len(chart.vertices), len(chart.edges), len(chart.class_definitions)) == (7, 11, 2)
    assert chart.vertices[1].text == "Tides feed ports\n12× cheaper 1"
    assert [v.classes for v in chart.vertices if v.classes] == [("sea",), ("cost",), ("cost",)]


@pytest.mark.skipif(not SPACED.exists(), reason="shared/documents/v13 is missing")
def test_the_spaced_document_has_one_repair_for_the_label_and_one_for_the_class_line() -> None:
    """The brackets in the label of line 8 and the blanks of line 18 are one problem each."""
    source = Source("v13", SPACED.read_text(encoding="utf-8"))
    _, problems = parse_flowchart(source, source.line_span(2)[0], source.line_span(18)[1])
    assert [(p.code, p.line) for p in problems] == [("mermaid-repaired", 8), ("mermaid-repaired", 18)]


def test_every_kind_of_statement_is_set_apart() -> None:
    """Subgraphs, styles, clicks and classes on one line are found by how statements begin."""
    text = (
        "graph LR subgraph Sea A[x] --> B end subgraph s2[Two] direction TB C --> D end classDef k fill:#fff "
        'A --> C style A fill:#fff,x:y linkStyle 0 x:y click A "u" D --> E class A,B k'
    )
    chart, problems = read(text)
    assert lines(chart) == ["A>B", "C>D", "A>C", "D>E"]
    assert [(s.id, s.members) for s in chart.subgraphs] == [("Sea", ("B", "A")), ("s2", ("D", "C"))]
    assert [p.code for p in problems] == ["graph-flattened"]


def test_prose_is_passed_over_and_draws_nothing() -> None:
    """A line of words is no statement; the rest of the graph is read."""
    text = "graph LR\nA --> B\nThe talk explores many things.\nB --> C"
    chart, problems = read(text)
    assert (nodes(chart), lines(chart)) == (["A", "B", "C"], ["A>B", "B>C"])
    assert marked(problems, text) == [("mermaid-syntax", "The talk explores many things.")]


@pytest.mark.parametrize(
    "bad", ["A[oops --> B", "click", "classDef", "A@{ x", "A --> )", "class A", "accDescr {"]
)
def test_a_statement_that_cannot_be_repaired_costs_its_line_only(bad: str) -> None:
    """The statement is passed over to the end of its line."""
    text = f"graph LR\nX --> Y\n{bad}\nY --> Z\n"
    chart, problems = read(text)
    assert lines(chart) == ["X>Y", "Y>Z"]
    assert marked(problems, text) == [("mermaid-syntax", bad)]


def test_a_missing_header_is_an_error_and_the_rest_is_read() -> None:
    """Without a header the statements are read all the same."""
    text = "nothing\nA --> B"
    chart, problems = read(text)
    assert (chart.direction, lines(chart)) == (None, ["A>B"])
    assert marked(problems, text) == [("mermaid-syntax", "nothing")]


# --- spans, sizes, any text -----------------------------------------------------------------------------


def test_positions_count_in_the_whole_source() -> None:
    """A flowchart within a document has the positions of the document, and ends where its span ends."""
    text = "Title\n\ngraph LR\nA[x] --> B\nclass A k\nResume:\n"
    start, end = text.index("graph"), text.index("Resume")
    chart, problems = parse_flowchart(Source("test.txt", text), start, end)
    assert (nodes(chart), problems) == (["A=x", "B"], ())
    assert chart.vertices[0].position.line == 4
    assert (chart.position.start, chart.position.end) == (start, end)


@pytest.mark.parametrize("count", [100, 101, 20_000])
def test_nesting_beyond_the_limit_is_one_error(count: int) -> None:
    """The first subgraph that is too deep is reported; what it holds belongs to the one around it."""
    text = "graph LR\n" + "subgraph s\n" * count + "X\n" + "end\n" * count
    chart, problems = read(text)
    assert nodes(chart) == ["X"]
    assert [(p.code, p.line) for p in problems] == [("nesting-too-deep", 102)] * (count > 100)


def test_nesting_can_be_limited_otherwise() -> None:
    """The limit is an argument."""
    text = "graph LR\nsubgraph a\nsubgraph b\nX\nend\nend"
    chart, problems = parse_flowchart(Source("test.txt", text), 0, len(text), max_nesting=1)
    assert [(s.id, s.members) for s in chart.subgraphs] == [("a", ("X",))]
    assert marked(problems, text) == [("nesting-too-deep", "subgraph b")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "A --> B[x y] ",
        "A-->B;",
        "[",
        "A[x (y ",
        'A["',
        "A -. x ",
        "subgraph a ",
        "A@{ x ",
        " ",
        "1,",
        "A & ",
        "%%{",
    ],
)
def test_a_line_of_five_megabytes_comes_to_an_end(piece: str) -> None:
    """No piece of syntax makes reading more than linear in the length of a line."""
    text = "graph LR\n" + piece * (5_000_000 // len(piece)) + "\nX --> Y"
    chart, _ = read(text)
    assert chart.position.end == len(text)


@pytest.mark.parametrize("line", ["A>oops", "A -. x", "A@{ x", "accDescr {", 'A["x', "A(x (y"])
def test_brackets_that_are_never_closed_take_linear_time(line: str) -> None:
    """Every line runs on to the end in vain; soon lines may run on no more, and all are passed over."""
    text = "graph LR\n" + f"{line}\n" * 20_000
    _, problems = read(text)
    assert len(problems) > 9_000


WORDS = "graph LR,A,B,end,class ,classDef ,style ,linkStyle 0 ,subgraph ,direction LR,click ,accDescr {"
SIGNS = """--> -- -.-> ==> ~~~ -> → [ ] ( ) { } " ` "` `" | ; , : ::: & @{ @ % %% %%{ }%% #35; < > / \\ x o - . ="""
FRAGMENTS = st.sampled_from([*WORDS.split(","), *SIGNS.split(), *" \n\0\u2028é日🙂", "---\n"])
TEXTS = st.one_of(st.text(), st.lists(FRAGMENTS, max_size=40).map("".join))


@settings(deadline=None, max_examples=300)
@given(before=st.text(max_size=5), text=TEXTS, header=st.sampled_from(["", "graph LR\n", "graph LR "]))
def test_lenient_mode_never_raises_and_stays_within_its_span(before: str, text: str, header: str) -> None:
    """Whatever the text, it is read, and every position lies inside the flowchart's span."""
    start, end = len(before), len(before + header + text)
    chart, problems = parse_flowchart(Source("test.txt", before + header + text + "\nafter"), start, end)
    found = [at for at, _ in positions(chart)] + [p.position for p in problems if p.position is not None]
    assert all(start <= at.start <= at.end <= end for at in found)
    assert {name for e in chart.edges for name in (e.source, e.target)} <= {v.id for v in chart.vertices}


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_strict_mode_draws_or_refuses_with_one_problem(text: str) -> None:
    """Strict mode raises nothing but its refusal, inside the span."""
    source = Source("test.txt", "graph LR\n" + text)
    try:
        _, problems = parse_flowchart(source, 0, len(source.text), strict=True)
    except InputError as refusal:
        assert [p.code for p in refusal.problems] == ["mermaid-syntax"]
        assert all(p.position is not None and p.position.end <= len(source.text) for p in refusal.problems)
    else:
        assert {p.code for p in problems} <= {"nesting-too-deep"}


@pytest.mark.parametrize("statement", ['"', '"" --> B', 'A --> "  "'])
def test_an_empty_text_is_no_id(statement: str) -> None:
    """Quotes around nothing name no node: the statement is told and passed over."""
    chart, problems = read(f"graph LR\nA --> B\n{statement}\n")
    assert nodes(chart) == ["A", "B"]
    assert [problem.code for problem in problems] == ["mermaid-syntax"]
