"""The picture of how grades drift."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from vigil.triage.queries.quality import Week
from vigil.ui.charts import lines


def drift_picture(weeks: Sequence[Week]) -> Markup:
    """Return, as SVG, the share of high ones week by week: as the officer, the rules and the assessor graded."""
    return _drawn(tuple(weeks))


@lru_cache(maxsize=4)
def _drawn(weeks: tuple[Week, ...]) -> Markup:
    last = weeks[-1]
    return lines(
        {
            "Officer": [(week.monday, week.officer / week.of) for week in weeks],
            "Screened": [(week.monday, week.screened / week.of) for week in weeks],
            "Assessed": [(week.monday, week.assessed / week.of) for week in weeks],
        },
        name="drift",
        title="Share graded high, week by week",
        description=(
            f"In the last week {last.officer} of {last.of} were high to the officer, {last.screened} to the rules and "
            f"{last.assessed} to the assessor."
        ),
    )
