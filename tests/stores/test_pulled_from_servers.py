"""What real stores hold after a push is no difference, and comes back as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.processes import EXAMPLES, run
from servers import STORES, serving, skip_where_missing

from lodpress.endpoints import PASSWORD, USER, StoreOptions, open_store
from lodpress.stores import Kind

pytestmark = pytest.mark.slow

RIVERS = "https://example.org/giving-rivers-room"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example, published."""
    out = tmp_path_factory.mktemp("release") / "out"
    assert run("build", EXAMPLES / "giving-rivers-room.txt", "-o", out, "-q").returncode == 0
    return out


@pytest.mark.parametrize("kind", STORES)
def test_a_release_that_was_pushed_does_not_differ_until_it_is_changed(
    kind: Kind, release: Path, tmp_path: Path
) -> None:
    """In words, and by the graph that was changed; what is pulled holds it."""
    skip_where_missing(kind)
    graph = f"{RIVERS}/graph/asserted"
    with serving(kind) as server:
        env = dict(zip((USER, PASSWORD), server.login, strict=True)) if server.login else {}
        address = server.query_url
        assert run("push", release, "--to", address, env=env).returncode == 0
        same = run("diff", release, address, env=env)
        assert (same.returncode, same.stdout.partition(":")[0]) == (0, "no difference")
        as_pushed = run("pull", "--from", address, "-o", tmp_path / "out", env=env)
        store = open_store(address, env, StoreOptions(kind=kind))
        store.update(
            f'INSERT DATA {{ GRAPH <{graph}> {{ <{RIVERS}/idea/4> <https://w3id.org/lodpress/ns#nodeId> "Z9" }} }}'
        )
        changed = run("diff", release, address, env=env)
        pulled = run("pull", "--from", address, "-o", tmp_path / "out", env=env)
    assert (as_pushed.returncode, as_pushed.stderr[-14:]) == (0, "all as pushed\n")
    assert changed.stdout.splitlines()[1:3] == [
        "  ~ idea 4 “Straight channels hurry floods”",
        "      + node id: “Z9”",
    ]
    assert (changed.returncode, pulled.returncode) == (1, 1)
    assert f"error: <{graph}> is not as it was pushed" in pulled.stderr
    back = run("diff", release, tmp_path / "out", "--graph", graph)
    assert back.stdout.splitlines()[2] == "      + node id: “Z9”"
