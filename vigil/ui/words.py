"""How times, lengths of time and counts read on a page. Template filters of the same names."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

LONDON = ZoneInfo("Europe/London")
# GOV.UK style shortens months to these.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
NOT_RECORDED = "Not recorded"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime | None) -> Markup | str:
    """Return an aware moment as London's clocks show it: "3 Sept 2025, 21:40"."""
    if at is None:
        return NOT_RECORDED
    local = at.astimezone(LONDON)
    return Markup('<time datetime="{}">{}, {:%H:%M}</time>').format(
        local.isoformat(timespec="minutes"), _day(local), local
    )


def day(on: date | None) -> Markup | str:
    """Return a day, or the day in London of an aware moment: "3 Sept 2025"."""
    if on is None:
        return NOT_RECORDED
    local = on.astimezone(LONDON).date() if isinstance(on, datetime) else on
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), _day(local))


def duration(length: timedelta) -> str:
    """Return a length of time in its largest fitting unit, rounded down: "under a minute", "3 hours", "16 days".

    Two days and more are told in days, two hours and more in hours. The sign is dropped: "overdue by" or
    "due in" is the page's to say.
    """
    minutes = abs(length) // timedelta(minutes=1)
    if minutes < 1:
        return "under a minute"
    if minutes < 2 * 60:
        return plural(minutes, "minute")
    if minutes < 2 * 24 * 60:
        return plural(minutes // 60, "hour")
    return plural(minutes // (24 * 60), "day")


def number(count: int) -> str:
    """Return a count with its thousands marked: "1,023"."""
    return f"{count:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 referral", "1,023 referrals", "2 entries" when told the plural."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
