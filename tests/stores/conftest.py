"""Two releases, and each kind of store to push them into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import STORES, serving, skip_where_missing
from stores.pushing_cases import NEW, OLD, THIRD, Bench, published, release_for, store_of

from lodpress.stores import Publication


@pytest.fixture(scope="session")
def publications(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Publication]:
    """Releases of one dataset: of two documents, of them changed, of one of them changed, and with a third."""
    folder = tmp_path_factory.mktemp("releases")
    little = {**OLD, "two": NEW["two"]}
    texts = {"old": OLD, "new": NEW, "little": little, "more": {**OLD, **THIRD}}
    return {name: published(folder / name, documents) for name, documents in texts.items()}


@pytest.fixture(scope="module", params=STORES)
def bench(request: pytest.FixtureRequest, publications: dict[str, Publication]) -> Iterator[Bench]:
    """Each kind of store in turn, started once for all tests of a module."""
    skip_where_missing(request.param)
    with serving(request.param) as server:
        direct = store_of(server)
        old, new = (release_for(publications[name], direct) for name in ("old", "new"))
        yield Bench(server, direct, old, new)
