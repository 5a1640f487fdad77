"""Settings are typed, documented and checked; every message names the setting."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from lodpress import Settings, SettingsError, read_settings
from lodpress.inputs import find_documents, find_settings
from lodpress.settings import DocumentSettings, Limits, Output, Publication, checked, documented


def test_what_is_set_is_read() -> None:
    """Each table, with tags in lower case and a base that ends with a slash."""
    text = """
    base = "https://a.example/graphs"
    language = "pt-BR"
    fail_on = "warning"
    [publication]
    title = "Bread"
    creator = "Ana Example"
    license = "https://creativecommons.org/licenses/by/4.0/"
    created = "2026-01-31"
    [limits]
    nesting = 7
    [output]
    pages = false
    [documents.bread]
    name = "loaf"
    language = "ES"
    """
    assert read_settings(text, "lodpress.toml") == Settings(
        base="https://a.example/graphs/",
        language="pt-br",
        fail_on="warning",
        publication=Publication(
            title="Bread",
            creator="Ana Example",
            license="https://creativecommons.org/licenses/by/4.0/",
            created="2026-01-31",
        ),
        limits=Limits(nesting=7),
        output=Output(pages=False),
        documents={"bread": DocumentSettings(name="loaf", language="es")},
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("base = 5", "`base` must be a text in quotes, not `5`"),
        ("language = true", "`language` must be a text in quotes, not `True`"),
        ("[limits]\nnesting = true", "`limits.nesting` must be a whole number, not `True`"),
        ('[limits]\nline_length = "many"', "`limits.line_length` must be a whole number, not `many`"),
        ("[limits]\nfile_size = 1.5", "`limits.file_size` must be a whole number, not `1.5`"),
        ("[limits]\nnesting = 0", "`limits.nesting` must be at least 1, not 0"),
        ('[output]\npages = "no"', "`output.pages` must be true or false, not `no`"),
        ("[output]\nsource = 1", "`output.source` must be true or false, not `1`"),
        ("limits = 3", "`limits` must be a table"),
        ("documents = 3", "`documents` must be a table of tables"),
        ("[documents]\nbread = 3", "`documents.bread` must be a table"),
        ('language = ""', "`language` must not be empty"),
        ('[publication]\ntitle = ""', "`publication.title` must not be empty"),
        ('[documents.bread]\nname = ""', "`documents.bread.name` must not be empty"),
    ],
)
def test_a_value_of_another_type_is_refused(text: str, told: str) -> None:
    """By the name of the setting, in words for those who never saw Python."""
    with pytest.raises(SettingsError) as raised:
        read_settings(text, "my.toml")
    assert str(raised.value).startswith(f"my.toml: {told}")


@pytest.mark.parametrize(
    ("text", "setting", "near"),
    [
        ('bas = "https://a.example/"', "bas", "base"),
        ("[outputs]\npages = false", "outputs", "output"),
        ("[limits]\nnestling = 9", "limits.nestling", "nesting"),
        ('[publication]\nlicence = "https://a.example/"', "publication.licence", "license"),
        ('[documents.bread]\nlang = "es"', "documents.bread.lang", "language"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(text: str, setting: str, near: str) -> None:
    """By its whole path; the hint names what can be written in its place."""
    with pytest.raises(SettingsError, match=f"^my.toml: unknown setting `{setting}`$") as raised:
        read_settings(text, "my.toml")
    assert f"did you mean `{near}`" in str(raised.value.hint)


@pytest.mark.parametrize("tag", ["e", "en_US", "good english", "en-", "-en", "1a", "en-toolongtag", "ení"])
def test_a_language_tag_that_is_none_is_refused(tag: str) -> None:
    """RFC 5646, section 2.1; for all documents and for one."""
    for text, where in (
        (f'language = "{tag}"', "language"),
        (f'[documents.a]\nlanguage = "{tag}"', "documents.a"),
    ):
        with pytest.raises(SettingsError, match="must be a language tag") as raised:
            read_settings(text, "lodpress.toml")
        assert where in str(raised.value)
        assert raised.value.hint


@pytest.mark.parametrize("key", ["created", "modified"])
@pytest.mark.parametrize("date", ["2026", "2026-1-31", "2026-13-01", "2026-02-30", "20260131", "yesterday"])
def test_a_date_that_is_none_is_refused(key: str, date: str) -> None:
    """A day of the calendar, as it is published."""
    with pytest.raises(SettingsError, match=f"`publication.{key}` must be a date, not `{date}`"):
        read_settings(f'[publication]\n{key} = "{date}"', "lodpress.toml")


@pytest.mark.parametrize("key", ["license", "creator", "publisher"])
@pytest.mark.parametrize(
    "value", ["https://", "https://a b", "http://a.example/%zz", "https://[::1", "http://a:b/"]
)
def test_an_iri_that_is_none_is_refused(key: str, value: str) -> None:
    """What begins as an IRI has to be one; a name is a name."""
    with pytest.raises(SettingsError, match=f"`publication.{key}` must be an IRI"):
        read_settings(f'[publication]\n{key} = "{value}"', "lodpress.toml")


def test_a_licence_is_an_iri_always() -> None:
    """Its name would tell no machine what is allowed."""
    with pytest.raises(SettingsError, match="must be an IRI, not `CC BY`"):
        read_settings('[publication]\nlicense = "CC BY"', "lodpress.toml")


@pytest.mark.parametrize(
    ("base", "canonical"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/graphs", "https://a.example/graphs/"),
        ("http://localhost:8080/x/", "http://localhost:8080/x/"),
        ("https://a.example/ü/%C3%BC/.hidden/..x/", "https://a.example/ü/%C3%BC/.hidden/..x/"),
        ("http://[::1]/x/", "http://[::1]/x/"),
    ],
)
def test_a_base_is_kept_as_it_is_but_for_its_slash(base: str, canonical: str) -> None:
    """Any host, port and path below which relative IRIs stay."""
    assert checked(Settings(base=base)).base == canonical


@pytest.mark.parametrize(
    "base",
    [
        "",
        "graphs",
        "//a.example/",
        "ftp://a.example/",
        "urn:x:",
        "https://",
        "https://:80/",
        "https://a.example:99999/",
        "https://[::1/",
        "https://a b.example/",
        "https://a.example/<x>/",
        "https://a.example/?q",
        "https://a.example/#",
        "https://a.example/%zz/",
        "https://a.example/../",
        "https://a.example/x/./y",
    ],
)
def test_a_base_below_which_relative_iris_do_not_stay_is_refused(base: str) -> None:
    """No absolute http or https IRI, or one that resolving would change (RFC 3986, section 5.2)."""
    with pytest.raises(SettingsError, match=r"base|no absolute") as raised:
        checked(Settings(base=base))
    assert f"`{base}`" in str(raised.value)
    assert raised.value.hint


def test_every_setting_is_documented() -> None:
    """One typed field each, with its help and its default."""
    rows = {name: (text, default) for name, text, default in documented()}
    kinds = {
        "publication": Publication,
        "limits": Limits,
        "output": Output,
        "documents.NAME": DocumentSettings,
    }
    expected = {f"{table}.{one.name}": one.default for table, kind in kinds.items() for one in fields(kind)}
    expected |= {"base": None, "language": None, "fail_on": "error"}
    assert {name: default for name, (_, default) in rows.items()} == expected
    assert all(text for text, _ in rows.values())


@pytest.mark.parametrize("where", ["here", "beside", "beside the folder"])
def test_settings_are_found_here_or_beside_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Here first; those that are named outweigh both."""
    (tmp_path / "talks").mkdir()
    document = tmp_path / "talks" / "bread.txt"
    monkeypatch.chdir(tmp_path)
    place = tmp_path if where == "here" else tmp_path / "talks"
    (place / "lodpress.toml").write_text('language = "fr"')
    (tmp_path / "named.toml").write_text('\ufefflanguage = "de"', encoding="utf-8")
    path = document.parent if where == "beside the folder" else document
    assert find_settings(None, [path]).language == "fr"
    assert find_settings(tmp_path / "named.toml", [path]).language == "de"


def test_a_document_has_its_own_settings_whatever_it_is_named(tmp_path: Path) -> None:
    """Two that take each other's names keep their languages."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("")
    text = '[documents.a]\nname = "b"\nlanguage = "fr"\n[documents.b]\nname = "a"\nlanguage = "de"\n'
    found = find_documents([tmp_path], read_settings(text, "lodpress.toml"))
    assert [(one.file, one.name, one.settings.language) for one in found] == [
        ("a.txt", "b", "fr"),
        ("b.txt", "a", "de"),
    ]
