"""Which mapping a file fits, from its shape alone."""

from dataclasses import dataclass

from vigil.intake.reading import mapping as mappings
from vigil.intake.reading.cells import header_key
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.rows import Shape

GOOD_ENOUGH = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognition:
    """The mapping a file fits best. ``name`` is "" if none fits well enough; ``why`` then says what was missing."""

    name: str
    score: float  # the share of a mapping's tell-tale headers that the file has, 0 to 1
    why: str
    runners_up: tuple[tuple[str, float], ...] = ()


def recognise(shape: Shape, known: tuple[Mapping, ...] | None = None) -> Recognition:
    """Return the mapping a file fits best among ``known``, or among those that come with Vigil."""
    candidates = known if known is not None else tuple(mappings.load(name) for name in mappings.available())
    ranked = sorted(
        ((*_fit(shape, candidate), candidate) for candidate in candidates), key=lambda fit: (-fit[0], fit[2].name)
    )
    if not ranked:
        return Recognition(name="", score=0.0, why="There is no mapping to compare the file with.")
    score, why, best = ranked[0]
    others = tuple((candidate.name, fit) for fit, _, candidate in ranked[1:] if fit > 0)
    if score < GOOD_ENOUGH:
        return Recognition(name="", score=score, why=f"Nearest is {best.title}: {why}", runners_up=others)
    return Recognition(name=best.name, score=score, why=f"{best.title}: {why}", runners_up=others)


def _fit(shape: Shape, candidate: Mapping) -> tuple[float, str]:
    if shape.kind not in candidate.kinds:
        return 0.0, f"it is made of {' or '.join(sorted(candidate.kinds))}, and this file is {shape.kind}."
    if candidate.namespace and shape.namespace and shape.namespace != candidate.namespace:
        return 0.0, f"its namespace is {candidate.namespace}, and this file's is not."
    present = {header_key(header) for headers in shape.columns.values() for header in headers}
    missing = [headers[0] for headers in candidate.headers if not present & {header_key(one) for one in headers}]
    wanted = len(candidate.headers)
    score = (wanted - len(missing)) / wanted if wanted else float(bool(candidate.namespace))
    if missing:
        return score, f"{wanted - len(missing)} of {wanted} columns found; missing {', '.join(missing)}."
    return score, f"all {wanted} columns that tell it were found."
