"""What a push says that it did in all."""

from __future__ import annotations

from pathlib import Path

from stores.pushing_cases import OLD, published, survivor

from lodpress.stores import Wanted, folder_store, push


def test_what_was_looked_at_is_not_unchanged(tmp_path: Path) -> None:
    """`unchanged` graphs were not looked at: with `everything` there are none."""
    release, store = published(tmp_path, OLD), folder_store(tmp_path / "store", create=True)
    push(release, store, Wanted(), survivor(), lambda _: None)
    assert push(release, store, Wanted(), survivor(), lambda _: None).unchanged > 0
    assert push(release, store, Wanted(everything=True), survivor(), lambda _: None).unchanged == 0
