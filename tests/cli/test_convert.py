"""`lodpress convert`: any pair of formats, and nothing lost unseen."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from cli.processes import LODPRESS, Done, environment, names, run

FORMATS = {  # by name: the extension, and the name in rdflib
    "turtle": ("ttl", "turtle"),
    "ntriples": ("nt", "nt"),
    "nquads": ("nq", "nquads"),
    "trig": ("trig", "trig"),
    "n3": ("n3", "n3"),
    "rdfxml": ("rdf", "xml"),
    "jsonld": ("jsonld", "json-ld"),
}
WITH_GRAPHS = ("nquads", "trig", "jsonld")
TRIPLES = r"""
<https://a.example/s> <https://a.example/p#q> "quote \" backslash \\ line\nend\r return\t tab" .
<https://a.example/s> <https://a.example/p#q> "مرحبا 𝒳 & <b>"@ar .
<https://a.example/s> <https://a.example/p#q> "2026"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<https://a.example/s> <https://a.example/p#q> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .
<https://a.example/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> _:b1 .
_:b1 <https://a.example/p#q> _:b2 .
_:b2 <https://a.example/p#q> <https://a.example/s?x=1&y=%20#f> .
"""
NAMED = '<https://a.example/s> <https://a.example/p> "x" <https://a.example/g> .\n'
NO_LOCAL_NAME = '<https://a.example/s> <https://a.example/p/> "x" .\n'
CONTROL = '<https://a.example/s> <https://a.example/p> "\\u0001" .\n'


def _canonical(data: bytes, name: str) -> ox.Dataset:
    extension = FORMATS[name][0]
    dataset = ox.Dataset(ox.parse(data, format=ox.RdfFormat.from_extension(extension)))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _convert(folder: Path, source: str, target: str, text: str) -> tuple[Done, Path]:
    (folder / "data.nq").write_text(text, encoding="utf-8")
    read, written = (folder / f"{name}.{FORMATS[name][0]}" for name in (source, target))
    if source != "nquads":
        assert run("convert", folder / "data.nq", read).returncode == 0
    else:
        read = folder / "data.nq"
    return run("convert", read, written), written


@pytest.mark.parametrize(
    "source",
    [
        *("nquads", "rdfxml", "jsonld"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("turtle", "ntriples", "trig", "n3")),
    ],
)
def test_every_pair_of_formats_goes_round(tmp_path: Path, source: str) -> None:
    """What is read back is the same, blank nodes' labels aside, and silently so."""
    wanted = _canonical(TRIPLES.encode(), "nquads")
    (tmp_path / "data.nq").write_text(TRIPLES, encoding="utf-8")
    run("convert", tmp_path / "data.nq", tmp_path / "first", "--to", source)
    for target, (extension, _) in FORMATS.items():
        written = tmp_path / f"second.{extension}"
        done = run("convert", tmp_path / "first", written, "--from", source)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert _canonical(written.read_bytes(), target) == wanted


@pytest.mark.parametrize("target", FORMATS)
def test_rdflib_reads_what_was_written(tmp_path: Path, target: str) -> None:
    """Another reader finds the same graph."""
    text = TRIPLES.replace('"01"', '"1"')  # rdflib takes both for one
    (tmp_path / "data.nq").write_text(text, encoding="utf-8")
    extension, name = FORMATS[target]
    assert run("convert", tmp_path / "data.nq", tmp_path / f"out.{extension}").returncode == 0
    read = rdflib.Dataset() if target in WITH_GRAPHS else rdflib.Graph()
    read.parse(data=(tmp_path / f"out.{extension}").read_bytes(), format=name)
    found = rdflib.Graph()
    for triple in read.triples((None, None, None)):
        found.add(triple)
    assert found.isomorphic(rdflib.Graph().parse(data=text, format="nt"))


@pytest.mark.parametrize("target", FORMATS)
def test_named_graphs_are_kept_or_refused(tmp_path: Path, target: str) -> None:
    """A format without them is told, with one that has them; the old file stays."""
    done, written = _convert(tmp_path, "nquads", target, NAMED)
    if target in WITH_GRAPHS:
        assert done.returncode == 0
        assert _canonical(written.read_bytes(), target) == _canonical(NAMED.encode(), "nquads")
        return
    assert (done.returncode, done.stdout, written.exists()) == (2, "", False)
    assert (
        f"{target} cannot hold named graphs, and the data has 1, such as `<https://a.example/g>`"
        in done.stderr
    )
    assert f"cannot convert `{tmp_path / 'data.nq'}`" in done.stderr
    assert "  hint: convert to nquads, trig or jsonld" in done.stderr


@pytest.mark.parametrize("text", [NO_LOCAL_NAME, CONTROL, CONTROL.replace("0001", "FFFE")])
def test_what_xml_cannot_hold_is_refused(tmp_path: Path, text: str) -> None:
    """A predicate without a local name (RDF/XML, section 2.4), a character that XML 1.0 does not have."""
    (tmp_path / "out.rdf").write_text("before")
    (tmp_path / "data.nt").write_text(text)
    done = run("convert", tmp_path / "data.nt", tmp_path / "out.rdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot convert `{tmp_path / 'data.nt'}`: rdfxml cannot hold" in done.stderr
    assert "  hint: nquads and jsonld hold any RDF" in done.stderr
    assert (tmp_path / "out.rdf").read_text() == "before"
    assert names(tmp_path) == ["data.nt", "out.rdf"]


def test_a_dash_is_standard_input_and_output() -> None:
    """With the formats named, as no extension shows them."""
    done = run("convert", "-", "-", "--from", "ttl", "--to", "ntriples", given="<urn:a> a <urn:b> .")
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"<urn:a> <{kind}> <urn:b> .\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-", "x.nt"], "`-` shows no format\n  hint: name it with `--from`: `turtle`, `ntriples`"),
        (["data.ttl", "x"], "`x` shows no format\n  hint: name it with `--to`: `turtle`, `ntriples`"),
        (["data.ttl", "x", "--to", "turtl"], "unknown format `turtl`\n  hint: name it with `--to`: `turtle`"),
        (["data.ttl", "x.docx"], "`x.docx` shows no format"),
        (["none.ttl", "x.nt"], "cannot read `none.ttl`: no such file or directory"),
        (["data.ttl", "none/x.nt"], "cannot write `none/x.nt`: no such file or directory"),
        (["data.ttl", "folder", "--to", "nt"], "cannot write `folder`: is a directory"),
        (["bad.ttl", "x.nt"], "cannot convert `bad.ttl`: this is not turtle: Parser error at line 2"),
        (["relative.ttl", "x.nt"], "cannot convert `relative.ttl`: this is not turtle"),
    ],
)
def test_what_cannot_be_converted_is_told(tmp_path: Path, words: list[str], told: str) -> None:
    """The file, the place or the format; nothing is written."""
    (tmp_path / "data.ttl").write_text("<urn:a> <urn:b> 1 .")
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> .")
    (tmp_path / "relative.ttl").write_text("<a> <b> <c> .")
    (tmp_path / "folder").mkdir()
    before = names(tmp_path)
    done = run("convert", *words, cwd=tmp_path, given="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert told in done.stderr
    assert names(tmp_path) == before


def test_a_pipe_is_written_to_and_a_link_followed(tmp_path: Path) -> None:
    """What is no plain file is never replaced by one."""
    (tmp_path / "data.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")
    (tmp_path / "link.nt").symlink_to("behind.nt")
    assert run("convert", tmp_path / "data.nt", tmp_path / "link.nt").returncode == 0
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "behind.nt").read_text() == "<urn:a> <urn:b> <urn:c> .\n"
    os.mkfifo(tmp_path / "pipe.nt")
    command = [*LODPRESS, "convert", str(tmp_path / "data.nt"), str(tmp_path / "pipe.nt")]
    with subprocess.Popen(command, env=environment()) as child:
        assert (tmp_path / "pipe.nt").read_text() == "<urn:a> <urn:b> <urn:c> .\n"
    assert child.returncode == 0
    assert stat.S_ISFIFO((tmp_path / "pipe.nt").stat().st_mode)
