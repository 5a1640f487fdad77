"""Bad input: one clear message that names the file and what to do, and what was published stays to the byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.processes import BROKEN, DOCUMENT, Done, contents, names, run, shell

NOTHING = "nothing was published, because 1 error stands"


def assert_refused(done: Done, code: int, *told: str) -> None:
    """The code, each of the phrases, one hint or more, no traceback, nothing on standard output."""
    assert done.returncode == code, done.stderr
    for phrase in (*told, "  hint: "):
        assert phrase in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture
def build(tmp_path: Path, published: Path) -> Callable[..., Done]:
    """Builds over a release with words relative to its folder, and sees that it is still what it was."""
    before = contents(published)

    def build(*words: object, **more: tuple[str, ...]) -> Done:
        listed = names(tmp_path)
        done = run("build", *words, "-o", "out", cwd=tmp_path, **more)
        assert contents(published) == before
        assert names(tmp_path) == listed
        return done

    return build


Build = Callable[..., Done]


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", "file-empty", "`lodpress init` writes a document to begin from"),
        (b"\n \n", "file-empty", "`lodpress init` writes a document to begin from"),
        (b"\x7fELF" + bytes(2000), "file-binary", "export the document as plain text"),
        (b"%PDF-1.7\n\xe2\xe3", "file-binary", "export the document as plain text"),
        (b"Some prose on bread.\nAnd more.\n", "nothing-to-publish", "begin the graph with `graph LR`"),
        (b"graph LR\nA[caf\xe9 1]\n", "invalid-utf8", "--> bad.txt:2:6\n"),
        ("graph LR\nA[café 1]\n".encode("utf-16"), "invalid-utf8", "save it as UTF-8"),
    ],
    ids=["empty", "blank", "program", "PDF", "prose", "Latin-1", "UTF-16"],
)
def test_a_file_that_cannot_be_read_as_a_document_is_refused(
    tmp_path: Path, build: Build, content: bytes, code: str, told: str
) -> None:
    """The finding has a code, the file and what to do, and exits with 1."""
    (tmp_path / "bad.txt").write_bytes(content)
    assert_refused(build("bad.txt"), 1, f"error[{code}]: ", "--> bad.txt", told, NOTHING)


def test_one_bad_file_among_good_ones_keeps_all_back(build: Build, bread: Path) -> None:
    """The others are still read and reported."""
    (bread.parent / "empty.txt").write_text("")
    done = build("empty.txt", "bread.txt")
    assert_refused(done, 1, "error[file-empty]", "warning[edge-repeated]", NOTHING)


def test_a_nul_is_removed_and_told(bread: Path) -> None:
    """It is no reason to refuse the document: nothing else is lost."""
    bread.write_bytes(DOCUMENT.read_bytes().replace(b"Bread and", b"Bread\x00 and"))
    done = run("build", "bread.txt", "-o", "out", cwd=bread.parent)
    assert done.returncode == 0
    assert "warning[nul-removed]: 1 NUL character was removed\n  --> bread.txt:3:11\n" in done.stderr
    assert b"\x00" not in b"".join(contents(bread.parent / "out").values())


def test_a_file_that_is_not_there_is_told_with_the_nearest_name(build: Build, bread: Path) -> None:
    """A slip of the hand is the usual cause; what has no like is told with what is asked for."""
    done = build("bred.txt")
    assert_refused(done, 2, "there is no file or folder `bred.txt`", "did you mean `bread.txt`?")
    done = build("talks/rivers.txt")
    assert_refused(done, 2, "there is no file or folder `talks/rivers.txt`", "name a document")


def test_a_folder_without_documents_is_told(tmp_path: Path, build: Build) -> None:
    """With the names that documents have."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "talk.docx").write_bytes(b"PK\x03\x04")
    assert_refused(build("notes"), 2, "the folder `notes` holds no document", "`.txt`, `.md`")


def test_a_long_line_is_refused_until_the_limit_is_raised(bread: Path, build: Build) -> None:
    """Five million characters on one line."""
    line = "x" * 5_000_000
    bread.write_text(
        DOCUMENT.read_text().replace("Two things on every table, and both were money once.", line)
    )
    told = "line 11 has 5,000,000 characters, over the limit of 1,000,000"
    assert_refused(
        build("bread.txt"), 1, f"error[line-too-long]: {told}", "bread.txt:11:1", "`limits.line_length`"
    )
    (bread.parent / "lodpress.toml").write_text("[limits]\nline_length = 6_000_000\n")
    assert run("check", "bread.txt", cwd=bread.parent).returncode == 0


def test_a_large_file_is_refused_until_the_limit_is_raised(bread: Path) -> None:
    """The size is that of the file in bytes."""
    size = bread.stat().st_size
    (bread.parent / "lodpress.toml").write_text(f"[limits]\nfile_size = {size - 1}\n")
    done = run("check", "bread.txt", cwd=bread.parent)
    assert_refused(done, 1, f"the file has {size} bytes, over the limit of {size - 1}", "`limits.file_size`")
    (bread.parent / "lodpress.toml").write_text(f"[limits]\nfile_size = {size}\n")
    assert run("check", "bread.txt", cwd=bread.parent).returncode == 0


def _nest(document: Path, depth: int) -> None:
    opened = "".join(f"subgraph s{number}\n" for number in range(depth))
    document.write_text(
        DOCUMENT.read_text().replace("Resume:", f"{opened}{'end' + chr(10):s}" * 1 + "Resume:", 1)
    )
    text = DOCUMENT.read_text()
    document.write_text(text.replace("Resume:", opened + "end\n" * depth + "Resume:", 1))


@pytest.mark.slow
def test_twenty_thousand_nested_subgraphs_are_refused(bread: Path, build: Build) -> None:
    """At the first that is too deep, without a stack that overflows."""
    _nest(bread, 20_000)
    done = build("bread.txt")
    assert_refused(
        done, 1, "error[nesting-too-deep]: subgraphs are nested more than 100 deep", "bread.txt:110:1"
    )
    assert "`limits.nesting`" in run("explain", "nesting-too-deep").stdout


@pytest.mark.slow
def test_twenty_thousand_nested_subgraphs_are_read_where_the_limit_is_raised(bread: Path) -> None:
    """Within the patience of the tests."""
    _nest(bread, 20_000)
    (bread.parent / "lodpress.toml").write_text("[limits]\nnesting = 20_000\n")
    done = run("check", "bread.txt", cwd=bread.parent)
    assert done.returncode == 0, done.stderr
    assert "nesting-too-deep" not in done.stderr


def test_two_documents_with_one_name_are_refused(bread: Path, build: Build) -> None:
    """Also where their files have one name too, in two folders; both paths are told."""
    for name in ("a", "b"):
        (bread.parent / name).mkdir()
        shutil.copyfile(bread, bread.parent / name / "bread.txt")
    told = "`a/bread.txt` and `b/bread.txt` would both be published as `bread`"
    assert_refused(build("a", "b"), 2, told, "rename one of them")


def test_a_file_that_is_named_twice_is_published_once(bread: Path) -> None:
    """By itself and by its folder, it is one document."""
    done = run("build", "bread.txt", "./bread.txt", ".", "-o", "out", cwd=bread.parent)
    assert "published 1 document" in done.stderr


@pytest.mark.parametrize("file", ["dataset.txt", "Ontology.md", "void.txt"])
def test_a_name_of_the_layout_is_refused(bread: Path, build: Build, file: str) -> None:
    """A document of that name would stand where a file of the release does."""
    bread.rename(bread.parent / file)
    name = file.split(".", maxsplit=1)[0].lower()
    assert_refused(build(file), 2, f"`{file}` would be published as `{name}`", f"`documents.{name}.name`")


def test_a_document_named_by_the_settings_can_have_any_file(bread: Path) -> None:
    """As the hint says; what else is set for it holds as well."""
    bread.rename(bread.parent / "dataset.txt")
    (bread.parent / "lodpress.toml").write_text('[documents.dataset]\nname = "loaf"\nlanguage = "es"\n')
    assert run("build", "dataset.txt", "-o", "out", cwd=bread.parent).returncode == 0
    assert '"Salt was once a tax"@es' in (bread.parent / "out" / "loaf" / "idea" / "1.ttl").read_text()


@pytest.mark.parametrize("base", ["", "graphs", "https://[::1/", "https://a.example/%zz/"])
def test_a_base_that_is_no_iri_is_refused(bread: Path, build: Build, base: str) -> None:
    """Before anything is read or written."""
    assert_refused(build("bread.txt", "--base", base), 2, f"`{base}`")


def test_a_folder_without_the_right_to_write_is_told(bread: Path, without_rights: tuple[str, ...]) -> None:
    """The child has no right that the bits of the folder do not give."""
    folder = bread.parent / "closed"
    folder.mkdir(mode=0o555)
    done = run("build", bread, "-o", folder / "out", within=without_rights)
    assert_refused(done, 2, f"cannot write `{folder / 'out'}`: permission denied", "that you may write to")
    assert names(folder) == []


@pytest.mark.parametrize("hidden", ["bread.txt", "talks", "talks/bread.txt"])
def test_a_file_without_the_right_to_read_is_told(
    bread: Path, build: Build, without_rights: tuple[str, ...], hidden: str
) -> None:
    """The document, its folder, or a folder that may not even be searched."""
    (bread.parent / "talks").mkdir()
    shutil.copyfile(bread, bread.parent / "talks" / "bread.txt")
    closed = bread.parent / hidden.split("/", maxsplit=1)[0]
    closed.chmod(0)
    done = build(hidden, within=without_rights)
    closed.chmod(0o700)
    assert_refused(done, 2, f"cannot read `{hidden}`: permission denied", "make it readable, or leave it out")


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("bread.txt", "it is a file"),
        ("bread.txt/out", "a part of the path is a file"),
        ("thesis", "the folder holds files that lodpress did not write"),
        (".", "it is the folder that you are in, or holds it"),
        ("..", "it is the folder that you are in, or holds it"),
        ("thesis/../..", "it is the folder that you are in, or holds it"),
        ("/", "it is the folder that you are in, or holds it"),
    ],
)
def test_an_output_that_is_no_place_for_a_release_is_refused(bread: Path, out: str, told: str) -> None:
    """A file, a user's own folder, and a folder that a shell would be left without."""
    (bread.parent / "thesis").mkdir()
    (bread.parent / "thesis" / "chapter-1.txt").write_text("mine")
    before = contents(bread.parent)
    assert_refused(run("build", "bread.txt", "-o", out, cwd=bread.parent), 2, "cannot write `", told)
    assert contents(bread.parent) == before


def test_a_release_is_not_replaced_under_the_feet_of_a_shell(published: Path, bread: Path) -> None:
    """Who stands in a release, or in a folder of it, stays there."""
    before = contents(published)
    for here in (published, published / "queries"):
        done = run("build", bread, "-o", published, cwd=here)
        assert_refused(done, 2, f"cannot write `{published}`: it is the folder that you are in, or holds it")
    assert contents(published) == before


@pytest.mark.slow
def test_a_build_over_everything_here_takes_no_release_for_documents(bread: Path) -> None:
    """The source texts in a release are no documents of their own, a link in a circle ends, a pipe is left alone."""
    (bread.parent / "more").mkdir()
    (bread.parent / "more" / "circle").symlink_to("..")
    os.mkfifo(bread.parent / "more" / "pipe.txt")
    for _ in range(2):
        done = run("build", ".", "-o", "out", cwd=bread.parent)
        assert "published 1 document" in done.stderr


@pytest.mark.parametrize("name", [b"caf\xe9.txt", "日本.txt".encode(), b"two\nlines.txt"])
def test_a_file_may_have_any_name(bread: Path, name: bytes) -> None:
    """Bytes that are no text are shown, and published, as escapes; nothing fails on them."""
    bread.rename(os.fsdecode(os.fsencode(bread.parent) + b"/" + name))
    done = run("build", os.fsdecode(name), "-o", "out", cwd=bread.parent)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("room", [0, 200])
def test_a_full_disk_leaves_what_was_published(
    tmp_path: Path, bread: Path, namespace: tuple[str, ...], room: int
) -> None:
    """A real small file system, full from the start or in the middle: the release on it stays to the byte."""
    small = tmp_path / "small"
    small.mkdir()
    steps = (
        f"mount -t tmpfs -o size=2m tmpfs {small} && cd {small}",
        f"$L build -q {bread} -o out && cp -r out ../before",
        f"cat /dev/zero >rest 2>/dev/null; truncate -s -{room}K rest",
        f"$L build -q {bread} -o out; code=$?",
        "ls -A >../left; diff -r out ../before >&2; exit $code",
    )
    done = shell(f"{' '.join(namespace)} bash -c '{'; '.join(steps)}'", tmp_path)
    assert_refused(done, 2, "error: cannot write `out`: no space left on device", "free some space")
    assert "diff" not in done.stderr
    assert (tmp_path / "left").read_text().split() == ["out", "rest"]


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ('bas = "https://a.example/"', "unknown setting `bas`", "did you mean `base`?"),
        (
            '[documents.Bread]\nlanguage = "es"',
            "`documents.Bread` must be a document's name as IRIs hold it, not `Bread`",
            "did you mean `bread`?",
        ),
        (
            '[documents.bread]\nname = "../up"',
            "`documents.bread.name` must be a document's name as IRIs hold it, not `../up`",
            "did you mean `up`?",
        ),
        ("base =", "Invalid value", "TOML"),
        ('language = "good english"', "`language` must be a language tag, not `good english`", "`pt-br`"),
        ('fail_on = "eror"', "unknown severity `eror`", "did you mean `error`?"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    bread: Path, build: Build, text: str, told: str, hint: str
) -> None:
    """The file, the setting, and the nearest that is known."""
    (bread.parent / "lodpress.toml").write_text(text)
    assert_refused(build("bread.txt"), 2, f"error: lodpress.toml: {told}", hint)


@pytest.mark.parametrize("path", ["none.toml", "folder", "latin.toml"])
def test_a_settings_file_that_cannot_be_read_is_told(bread: Path, path: str) -> None:
    """Where one is named, it is never passed over."""
    (bread.parent / "folder").mkdir()
    (bread.parent / "latin.toml").write_bytes(b'[publication]\ntitle = "caf\xe9"\n')
    done = run("check", "bread.txt", "--settings", path, cwd=bread.parent)
    assert_refused(done, 2, f"cannot read the settings `{path}`")


def test_an_error_is_published_only_where_it_is_allowed(build: Build) -> None:
    """`--allow-violations` is what the hint names."""
    assert_refused(build(BROKEN), 1, "error[mermaid-syntax]", NOTHING, "`--allow-violations`")
