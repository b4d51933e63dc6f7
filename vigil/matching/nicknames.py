"""By what other names somebody may be called."""

from functools import cache

from vigil.matching.names import fold, full_names, known


@cache
def called(forename: str) -> frozenset[str]:
    """Return the forms, folded, by which somebody of a forename may be called: "nell" and "ellie" of Helen."""
    stands_for = full_names(fold(forename))
    return frozenset(one for one in known() if full_names(one) & stands_for)
