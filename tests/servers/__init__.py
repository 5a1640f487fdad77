"""Real SPARQL servers for the tests: started on free loopback ports over folders of their own, ended for certain."""

from servers.loading import Graphs, fill
from servers.processes import Server, ServerError
from servers.recipes import KINDS, READ_ONLY, missing
from servers.serving import serving, skip_where_missing

__all__ = [
    "KINDS",
    "READ_ONLY",
    "Graphs",
    "Server",
    "ServerError",
    "fill",
    "missing",
    "serving",
    "skip_where_missing",
]
