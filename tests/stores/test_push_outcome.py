"""What a push does in all, and says that it did."""

from __future__ import annotations

from pathlib import Path

import pytest
from stores.pushing_cases import OLD, published, survivor

from lodpress.engines.oxigraph_store import StoreFolder
from lodpress.engines.refusals import TooLargeError
from lodpress.stores import Wanted, folder_store, push
from lodpress.stores.folder import FolderStore
from lodpress.stores.kinds import Graphs


def test_what_was_looked_at_is_not_unchanged(tmp_path: Path) -> None:
    """`unchanged` graphs were not looked at: with `everything` there are none."""
    release, store = published(tmp_path, OLD), folder_store(tmp_path / "store", create=True)
    push(release, store, Wanted(), survivor(), lambda _: None)
    assert push(release, store, Wanted(), survivor(), lambda _: None).unchanged > 0
    assert push(release, store, Wanted(everything=True), survivor(), lambda _: None).unchanged == 0


class _Narrow(FolderStore):
    """A store that takes so many graphs at once."""

    most = 1

    def add(self, graphs: Graphs) -> None:
        if len(graphs) > self.most:
            raise TooLargeError("too large (413)")
        super().add(graphs)


@pytest.mark.parametrize("most", [1, 2])
def test_a_store_is_sent_so_many_graphs_at_once_as_it_takes(tmp_path: Path, most: int) -> None:
    """Halves of what it refuses; all of them arrive."""
    release, store = published(tmp_path, OLD), _Narrow(StoreFolder(tmp_path / "store", create=True), "narrow")
    store.most = most
    done = push(release, store, Wanted(), survivor(), lambda _: None)
    assert done.changed > 2
    assert push(release, store, Wanted(), survivor(), lambda _: None).changed == 0


def test_one_graph_that_is_too_large_is_told(tmp_path: Path) -> None:
    """It cannot be halved."""
    release, store = published(tmp_path, OLD), _Narrow(StoreFolder(tmp_path / "store", create=True), "narrow")
    store.most = 0
    with pytest.raises(TooLargeError):
        push(release, store, Wanted(), survivor(), lambda _: None)
