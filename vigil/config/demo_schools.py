"""The demonstration hub's schools: those that made-up children go to, in each council, taken in as a file is."""

import csv
import io
from datetime import datetime

from vigil.rules.school_notice import Setting
from vigil.rules.terms import LABELS, Area
from vigil.sharing.actions.schools import HEADINGS, take_in
from vigil.sharing.models import School
from vigil.simulation.synthetic.places import schools

CALL = ("Safeguarding desk (made up)", "01632 960000")


def add_schools(at: datetime) -> None:
    """Add the four councils' schools, unless there are schools already."""
    if not School.objects.exists():
        take_in(_as_file(), by=None, at=at)


def _as_file() -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for number, area in enumerate(Area, start=1):
        council = LABELS[area]
        officer = f"{council} home education"
        lines.writerow((officer, Setting.COUNCIL_OFFICER, area, "", "", *CALL, f"home@council{number}.example"))
        for place, (name, setting) in enumerate(schools().items(), start=1):
            # Schools of one name stand in all four councils: each is its own partner, and goes by that name at home.
            email = f"safeguarding@school{number}{place:03d}.example"
            lines.writerow((f"{name}, {council}", setting, area, "", name, *CALL, email))
    return text.getvalue().encode()
