"""The picture of the cover ahead."""

from datetime import date
from functools import lru_cache

from markupsafe import Markup

from vigil.rules.skills import LABELS, Skill
from vigil.ui.charts import days
from vigil.workforce.queries.coverage import Ahead


def cover_picture(ahead: Ahead) -> Markup:
    """Return the cover ahead as SVG: a row for each skill, a square for each day, a cross where it is missing."""
    squares = tuple(
        (one.day, LABELS[skill], one.people[skill], skill in one.gaps) for one in ahead.days for skill in Skill
    )
    return _drawn(squares, " ".join(ahead.gaps) or "No skill is missing on any day.")


@lru_cache(maxsize=4)
def _drawn(squares: tuple[tuple[date, str, int, bool], ...], description: str) -> Markup:
    return days(squares, name="cover", title="People on duty with each skill, day by day", description=description)
