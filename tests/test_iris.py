"""The one policy for IRIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodpress.iris import Iris, checked_base, distinct, segment, slug
from lodpress.problems import SettingsError


@given(st.text())
def test_slugs_are_ascii_and_never_empty(text: str) -> None:
    """Whatever the script: letters, digits and hyphens, one at least."""
    assert slug(text).strip("-") == slug(text) != ""
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"])))
def test_names_are_made_distinct_in_order(names: list[str]) -> None:
    """Each name keeps its place and its beginning, and none comes twice."""
    found = distinct(names)
    assert len(set(found)) == len(names)
    assert all(new.startswith(old) for old, new in zip(names, found, strict=True))


@given(st.text(min_size=1))
def test_segments_hold_no_slash_and_are_no_dots(text: str) -> None:
    """A node id can neither end its segment nor climb out of it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert not set(segment(text)) & set('/:?#[]@ \\<>"{}|^`')
    assert segment(text).strip(".")


@pytest.mark.parametrize(
    "base", ["https://example.org/x", "https://example.org/x/", "http://localhost:8080/"]
)
def test_a_base_ends_with_a_slash(base: str) -> None:
    """A missing slash is added."""
    assert checked_base(base) == base.rstrip("/") + "/"


@pytest.mark.parametrize(
    "base", ["", "x", "example.org/x", "ftp://example.org/", "https://", "https://a b/", "https://a/#", "https://a/?q", "https://[/", "https://a/<b>"]
)  # fmt: skip
def test_what_is_no_base_is_refused_with_a_hint(base: str) -> None:
    """A base is an absolute http or https IRI without query and fragment."""
    with pytest.raises(SettingsError) as caught:
        checked_base(base)
    assert caught.value.hint


def test_partitions_are_named_by_prefix() -> None:
    """A term of a known namespace is named shortly, another one by its encoded IRI."""
    iris = Iris("https://example.org/")
    assert iris.partition("property", "https://w3id.org/lodpress/ns#hasTheme").endswith(
        "/property/cg/hasTheme"
    )
    assert "%3A%2F%2F" in iris.partition("class", "https://elsewhere.example/x/y")
