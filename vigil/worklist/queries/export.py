"""What a list taken out of Vigil says of each referral."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from vigil.rules.terms import LABELS, Grade
from vigil.worklist.queries.rows import Line

LONDON = ZoneInfo("Europe/London")

HEADINGS = (
    "Hub number",
    "Source",
    "Source’s reference",
    "Grade",
    "Officer’s grade",
    "Conflict",
    "Incident type",
    "Area",
    "Who",
    "Age",
    "Others",
    "Submitted",
    "Due",
    "Overdue",
    "Days waiting",
    "Status",
    "Why it is here",
)


def cells(line: Line) -> list[object]:
    """Return a line's cells, in the order of ``HEADINGS``. Moments are London's, to the minute."""
    return [
        line.number,
        line.source,
        line.reference,
        LABELS[line.grade],
        LABELS[Grade(line.officer_grade)] if line.officer_grade else "",
        "yes" if line.has_conflict else "",
        line.incident_type,
        line.area,
        line.who,
        line.age,
        line.others,
        f"{line.submitted_at.astimezone(LONDON):%Y-%m-%d %H:%M}",
        f"{line.due_at.astimezone(LONDON):%Y-%m-%d %H:%M}",
        "yes" if line.is_overdue else "",
        line.waited // timedelta(days=1),
        line.status,
        line.why,
    ]
