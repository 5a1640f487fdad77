"""Triple stores: what they hold, how they are made to hold what is published, and what differs."""

from lodpress.stores.changes import Change, Deed, Way
from lodpress.stores.detection import detected
from lodpress.stores.kinds import Store
from lodpress.stores.lease import Claimant
from lodpress.stores.opening import folder_store, http_store, into_default_graph
from lodpress.stores.publication import Publication
from lodpress.stores.pushing import Done, Outcome, Wanted, preview, push
from lodpress.stores.rewriting.terms import Kind

__all__ = [
    "Change",
    "Claimant",
    "Deed",
    "Done",
    "Kind",
    "Outcome",
    "Publication",
    "Store",
    "Wanted",
    "Way",
    "detected",
    "folder_store",
    "http_store",
    "into_default_graph",
    "preview",
    "push",
]
