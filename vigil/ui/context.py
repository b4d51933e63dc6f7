"""What every page shows: where this person can go, and who they are signed in as."""

from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest

# Label, where it starts, and the permission (accounts.roles.Permission) that opens it.
SECTIONS = (
    ("Your referrals", "/officer/", "submit_referral"),
    ("Worklist", "/worklist/", "see_worklist"),
    ("Missing referrals", "/missing/", "see_worklist"),
    ("People", "/people/", "see_people"),
    ("My work", "/my-work/", "assess"),
    ("Downtime", "/downtime/", "assess"),
    ("Who holds what", "/holdings/", "see_holdings"),
    ("Backlog", "/backlog/", "see_backlog"),
    ("Grade blind", "/blind/next/", "grade_blind"),
    ("Hidden high", "/blind/", "draw_sample"),
    ("Quality", "/assessments/quality/", "see_quality"),
    ("Sharing", "/sharing/", "see_sharing"),
    ("School notices", "/schools/", "see_sharing"),
    ("Partners", "/sharing/partners/", "see_partners"),
    ("Officers’ forms", "/officer/patterns/", "see_quality"),
    ("Imports", "/imports/", "see_imports"),
    ("Policy", "/policy/", "see_policy"),
    ("Skills", "/skills/", "see_workforce"),
    ("Staff", "/staff/", "manage_staff"),
    ("Audit", "/audit/", "see_audit"),
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base page needs. ``person`` is None before sign-in."""
    person: Any = request.user if request.user.is_authenticated else None
    sections = [
        (label, url)
        for label, url, permission in SECTIONS
        if person and not person.must_change_password and person.may(permission)
    ]
    here = max((url for _, url in sections if request.path.startswith(url)), key=len, default="")
    return {
        "person": person,
        "navigation": [Section(label=label, url=url, current=url == here) for label, url in sections],
        "messages": get_messages(request),
    }
