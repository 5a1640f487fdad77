"""Every kind of finding: its code, its severity, and the page that `lodpress explain` prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters: an error keeps a document from being published as it stands."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: what it means, why it matters, what to do; `hint` is for findings without one of their own."""

    name: str
    severity: Severity
    summary: str
    explanation: str
    hint: str


def _catalogue(*rows: tuple[str, Severity, str, str]) -> dict[str, Code]:
    return {
        name: Code(
            name, severity, summary, text, _HINTS.get(name, f"`lodpress explain {name}` says what to do")
        )
        for name, severity, summary, text in rows
    }


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

_HINTS = {
    "byte-order-mark": "save the file as UTF-8 without a mark",
    "crlf": "save the file with LF at the end of each line",
    "header-missing": "begin with `Concept Graph using MODEL:`",
    "graph-missing": "draw the graph below a line `graph LR`",
    "resume-missing": "put a line `Resume:` above the paragraphs that sum up the talk",
    "key-ideas-missing": "list the ideas below `N Key Ideas:`, each as `1.- …`",
    "credits-missing": "end with `Interview by NAME | built by NAME 2026`",
    "section-repeated": "join the two, or take one out",
    "section-out-of-order": "the order is header, graph, resume, key ideas, credits",
    "graph-flattened": "put each statement on a line of its own",
    "edge-to-itself": "take the line out, or correct its end",
    "nesting-too-deep": "raise the setting `limits.nesting`, or nest less",
    "mermaid-repaired": "write it as it was read, so that Mermaid can draw it too",
    "query-syntax": "the fault stands here or shortly before",
    "mermaid-syntax": "write a statement that Mermaid can draw; this one was passed over",
}

#: All codes by name: those of documents in the order in which one is read, then those of queries.
CODES: dict[str, Code] = _catalogue(
    # the file
    ("file-empty", _E, "The file holds nothing to read",
     "A concept graph needs at least a graph or a list of key ideas. `lodpress init` writes a document to begin from."),
    ("file-binary", _E, "The file is not text",
     "The first bytes are those of a binary format or hold many control characters. Export the document as plain text in UTF-8."),
    ("file-too-large", _E, "The file is over the size limit",
     "The setting `limits.file_size` (bytes) raises the limit."),
    ("line-too-long", _E, "A line is over the length limit",
     "The setting `limits.line_length` (code points) raises the limit."),
    ("invalid-utf8", _E, "The file holds bytes that are not UTF-8",
     "Nothing is guessed: a letter read wrongly would be published wrongly. Save the file as UTF-8; the place is the first bad byte."),
    ("nul-removed", _W, "A NUL character was removed",
     "NUL has no place in text, and no RDF format but N-Triples can write it. It was left out; the words around it may be damaged."),
    ("byte-order-mark", _I, "A byte order mark was removed",
     "The mark says nothing in UTF-8. It was left out; positions count without it."),
    ("crlf", _I, "Line ends other than LF were read as LF",
     "CR LF and a lone CR end a line as LF does. Positions and the published source text count each as one character."),
    # the sections
    ("nothing-to-publish", _E, "The text has neither a graph nor key ideas",
     "A document holds a Mermaid graph (`graph LR`), a list of numbered key ideas, or both."),
    ("header-missing", _I, "The header is missing",
     "The header names the models that made the graph: `Concept Graph using MODEL:`. Without it no generating model is published."),
    ("graph-missing", _I, "The graph is missing",
     "A line `graph LR` or `flowchart LR` begins the graph. Ideas then come from the list alone and have no themes."),
    ("resume-missing", _I, "The resume is missing", "A line `Resume:` begins the paragraphs that sum up the talk."),
    ("key-ideas-missing", _W, "The list of key ideas is missing",
     "A heading such as `30 Key Ideas:` and entries `1.- …` give each idea its full statement."),
    ("key-ideas-heading-missing", _I, "The heading of the key ideas is missing",
     "A numbered list straight under `Resume:` is read as the key ideas. Put a heading such as `30 Key Ideas:` before it."),
    ("credits-missing", _I, "The credits are missing",
     "The last line names the interviewer and the curator: `Interview by NAME | … built by NAME 2025`. Without it nobody is credited."),
    ("section-repeated", _W, "A section stands twice",
     "Each section stands once. The first is read; the text of the later one is kept in the source and belongs to no section."),
    ("section-out-of-order", _I, "A section stands out of order",
     "The order is header, graph, resume, key ideas, credits. The section was read where it stands."),
    ("stray-text", _W, "Text belongs to no section",
     "The text was not read as data. Move it into a section, or take it out."),
    ("credits-run-together", _I, "The credits run words together",
     "`byLex` was read as `by Lex`. Put the blank back."),
    ("credits-unread", _I, "A part of the credits was not understood",
     "Interviewer and curator are found after words such as `interview by` and `built by`. The line is published whole; nobody is credited from this part."),
    ("language-undetermined", _I, "Nothing shows the language of the document",
     "Labels and texts are published with the tag `und`. Set `language`, or `documents.NAME.language`; a heading such as `Resume:` shows it as well."),
    # the drawing
    ("mermaid-syntax", _E, "Mermaid cannot read this statement, and it could not be repaired",
     "The statement was passed over, and nothing of it is published. Mermaid's documentation of flowcharts (https://mermaid.js.org/syntax/flowchart.html) says what may stand here: `A[label] --> B[label]`, `classDef NAME fill:#fff`, `class A,B NAME`, `subgraph NAME … end`."),
    ("mermaid-repaired", _I, "Mermaid refuses this statement; it was repaired",
     "The statement was read as its author most likely meant it. Write it as the message says, so that it can be drawn as well."),
    ("graph-flattened", _I, "Several statements of the graph stand on one line",
     "The statements were set apart. Put each on a line of its own, so that Mermaid can draw them."),
    ("nesting-too-deep", _E, "Subgraphs are nested beyond the limit", "The setting `limits.nesting` raises the limit."),
    ("label-differs", _W, "A node is given two different labels",
     "Mermaid draws the last one, and so it is published. Write the label once, or the same each time."),
    ("node-unlabelled", _W, "A node is never given a label",
     "A line leads to an id that no statement labels: often a misspelt id. The node is published under its id."),
    ("edge-repeated", _W, "A line is drawn twice",
     "The same two nodes are joined by two like lines. Both stay; one is enough."),
    ("edge-to-itself", _W, "A line leads from a node to itself", "The line is kept as drawn and states no relation."),
    ("class-before-node", _W, "A class is given to a node before the node is drawn",
     "Mermaid silently forgets it. It was kept; move the `class` line below the node."),
    ("class-without-node", _W, "A class is given to a node that is never drawn",
     "Most likely a misspelt id. Correct it, or draw the node."),
    ("class-undefined", _W, "A class is used and not defined", "Add a `classDef` line, or correct the name."),
    ("class-unused", _W, "A class is defined and not used", "Give it to a node with a `class` line, or take it out."),
    # topic, ideas, themes
    ("placeholder-topic", _W, "The main node holds a placeholder in place of a topic",
     "The node keeps its role. Write the topic of the talk as its label; till then the title comes from the header."),
    ("idea-without-number", _W, "An idea is drawn without a number",
     "Ideas pair with their statements by number alone. Put the number at the end of the label."),
    ("idea-not-listed", _W, "An idea is drawn with a number that the list of key ideas lacks",
     "Ideas pair with their statements by number alone. Correct the number, or add the entry."),
    ("idea-not-drawn", _W, "An entry of the list has no node in the graph",
     "Ideas pair with their nodes by number alone. Correct the number on the node, or draw it."),
    ("idea-number-repeated", _W, "A key idea's number is used twice",
     "Only the first pairs with its counterpart. Number the ideas anew."),
    ("idea-count-differs", _W, "The heading announces another number of key ideas than the list has",
     "Correct the heading, or add what is missing."),
    ("idea-without-class", _W, "An idea has no class, though other ideas have one",
     "Add the node to the `class` line of its theme."),
    ("idea-without-theme", _W, "An idea has no theme",
     "No line joins it with a theme and its class names none. It is published directly under the main topic."),
    ("primary-theme-undecided", _W, "Nothing decides which theme of an idea is its first",
     "Several themes are stated with the same weight. Draw one line from the idea to its theme, or give it the theme's class."),
    ("theme-line-disagrees", _W, "A theme draws a line to an idea whose own line names another theme",
     "Both themes are published as stated; the idea's own line decides which is its first. Draw what is meant."),
    ("line-back-missing", _W, "An idea has a line to a theme that draws no line back",
     "The document draws both ways elsewhere. Add the line back."),
    ("class-disagrees", _W, "An idea's class stands for another theme than its lines name",
     "The lines decide. Give the idea the class of its theme, or draw the line to the theme of its class."),
    ("no-theme", _W, "The document has no theme", "None of its ideas has one; they stand directly under the main topic."),
    ("theme-without-ideas", _W, "A theme has no idea", "Draw a line from an idea to it, or take it out."),
    ("theme-cycle", _W, "Themes are nested in a circle",
     "The line that would close the circle stays a drawn line and makes no hierarchy."),
    # the data
    ("inconsistent", _E, "The statements contradict the ontology",
     "By OWL 2 RL what is drawn here cannot all be true. The message names the rule and the statements."),
    ("shape-violation", _E, "The data breaks a rule of the vocabulary",
     "A SHACL shape in `shapes/` states the rule; `report.ttl` holds the result in full."),
    ("shape-warning", _W, "The data departs from a recommendation of the vocabulary",
     "A SHACL shape in `shapes/` states it; `report.ttl` holds the result in full."),
    ("shape-info", _I, "The data could say more", "A SHACL shape in `shapes/` states it; `report.ttl` holds the result in full."),
    # queries
    ("query-syntax", _E, "The query is not SPARQL 1.1",
     "pyoxigraph or rdflib cannot parse it. An engine names the place where it could not read on; the fault stands there or shortly before."),
    ("query-service", _E, "The query calls another server and does not say so",
     "A query that calls a server with SERVICE carries the tag `federated`, so that nobody runs it unawares; it runs only with `--allow-service`."),
    ("query-prefix-repeated", _W, "A prefix is declared twice",
     "The later declaration counts, and some stores refuse the query. Keep one."),
    ("query-prefix-unused", _W, "A prefix is declared and not used", "Take the PREFIX line out."),
    ("query-prefix-differs", _W, "A well-known prefix stands for another namespace than everywhere else",
     "The query parses and finds nothing where the data uses the usual namespace: `http://schema.org/` in place of `https://schema.org/`, a forgotten `#`. Correct the IRI, or choose another prefix."),
    ("query-parameter", _E, "A parameter of the query is not well formed",
     "A parameter is one line, repeated as it is wherever it is used: `VALUES ?_name_type { term }`. The type is `iri`, `literal`, `integer`, `decimal`, `date`, `dateTime` or a language tag, and the term is the default."),
    ("query-parameter-unused", _W, "A parameter of the query is never used",
     "The variable of the VALUES line stands nowhere else, so that a value given for it changes nothing. Use it, or take the line out."),
    ("query-default", _W, "The default that is told is not the one that is asked",
     "The decorator `#+ defaults:` lists each parameter with the default of its VALUES line, as in `#+   - theme: https://example.org/theme/cost`, and a default fits its type."),
    ("query-question", _W, "The query does not open with its question",
     "The first line is the question that the query answers, in one sentence: `# Which ideas has a theme?`. The list of queries, the page of the bundle and its RDF show it."),
    ("query-decorator-missing", _W, "A decorator is missing",
     "Each query has `#+ summary:`, `#+ description:` and `#+ tags:`."),
    ("query-decorator-unknown", _W, "A decorator is not known",
     "Decorators are those of grlc: `summary`, `description`, `tags`, `defaults`, `pagination`, `endpoint`, `method`, `enumerate`, `endpoint_in_url`. Others are ignored, so that a slip goes unseen."),
    ("query-decorator-value", _W, "A decorator has a value that cannot be used",
     "Texts stand behind the colon or on deeper lines, `tags` is a list of lines `#+   - tag`, `pagination` a number of rows above zero, `method` GET or POST, `endpoint` an IRI."),
    ("query-term-unknown", _E, "The query uses a term that the ontology does not know",
     "A misspelt term raises no error in any engine: the answer is empty. The page of the vocabulary, `ontology/index.html`, lists the terms."),
    ("query-rule", _W, "Engines may answer the query differently",
     "The rules by which rdflib, pyoxigraph, Oxigraph, Fuseki, Virtuoso and Comunica give one answer:\n"
     " 1. A parameter's VALUES line begins every group that uses it, and a triple that holds it follows before the first OPTIONAL.\n"
     " 2. A FILTER uses only variables that are bound inside its own braces.\n"
     " 3. An aggregate stands over bound variables; zero comes from COALESCE around the result of an optional subquery.\n"
     " 4. A path with `+` or `*` ends in a parameter; `+` has a FILTER against the parameter, `*` a type triple after the path.\n"
     " 5. No boolean is answered; no ASK, DESCRIBE, SAMPLE or GROUP_CONCAT.\n"
     " 6. ORDER BY covers every column; under LIMIT it has one key; LIMIT and OFFSET stay under 10,000 together.\n"
     " 7. Text is compared by CONTAINS and LCASE: no UCASE, no REGEX without regard to case, no STR around a parameter.\n"
     " 8. Decimals are filtered, never joined; SUM, AVG and COUNT stand over a SELECT DISTINCT.\n"
     " 9. A date is compared after a look at its DATATYPE.\n"
     "10. Every group has a term of `cg:`.\n"
     "11. One end of a line has a type triple, the other a FILTER EXISTS.\n"
     "12. The data is one merged graph: no GRAPH, no FROM."),
    ("query-answer", _E, "The query answers other than expected",
     "Beside `NAME.rq` stands `NAME.expected.tsv` (rows) or `NAME.expected.ttl` (a graph). Correct the query, or the expected answer: `lodpress query NAME.rq SOURCE --format tsv` writes one."),
)  # fmt: skip
