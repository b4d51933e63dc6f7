"""The order of the worklist, and the place of each referral in it.

Why so: docs/decisions/0007-order-by-what-waiting-costs.md.
"""

from vigil.rules.priority.belief import CLASSES, class_of, classes_of
from vigil.rules.priority.clock import clock_used
from vigil.rules.priority.order import Key, Order, Piece, order_by
from vigil.rules.priority.place import Lift, Place, PlaceFacts, explain, place

RULES_VERSION = "priority 2026.3"

__all__ = [
    "CLASSES",
    "Key",
    "Lift",
    "Order",
    "Piece",
    "Place",
    "PlaceFacts",
    "class_of",
    "classes_of",
    "clock_used",
    "explain",
    "order_by",
    "place",
]
