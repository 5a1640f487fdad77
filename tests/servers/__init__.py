"""Real SPARQL servers for the tests, on free ports of loopback and ended for certain, and a proxy that fails them."""

from servers.framing import Requested
from servers.loading import Graphs, fill
from servers.processes import Server, ServerError
from servers.proxy import Proxy, dropping
from servers.recipes import KINDS, PROTECTED, READ_ONLY, RECIPES, STORES, missing
from servers.serving import serving, skip_where_missing

__all__ = [
    "KINDS",
    "PROTECTED",
    "READ_ONLY",
    "RECIPES",
    "STORES",
    "Graphs",
    "Proxy",
    "Requested",
    "Server",
    "ServerError",
    "dropping",
    "fill",
    "missing",
    "serving",
    "skip_where_missing",
]
