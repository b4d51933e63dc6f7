"""What every page shows: where this person can go, and who they are signed in as."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest

# Each section with its pages: label, where it starts, and the permission (accounts.roles.Permission) that opens it.
SECTIONS = (
    ("Your referrals", (("Your referrals", "/officer/", "submit_referral"),)),
    ("What you were told", (("What you were told", "/portal/", "use_portal"),)),
    (
        "Worklist",
        (
            ("Worklist", "/worklist/", "see_worklist"),
            ("My work", "/my-work/", "assess"),
            ("Second signatures", "/assessments/second/", "assess"),
            ("Enquiries", "/assessments/enquiries/", "assess"),
            ("Who holds what", "/holdings/", "see_holdings"),
            ("Missing referrals", "/missing/", "see_worklist"),
            ("Downtime", "/downtime/", "assess"),
        ),
    ),
    ("People", (("Search", "/people/", "see_people"), ("Who is who", "/people/review/", "decide_people"))),
    (
        "Backlog",
        (
            ("What waits", "/backlog/", "see_backlog"),
            ("Grade blind", "/blind/next/", "grade_blind"),
            ("Hidden high", "/blind/", "draw_sample"),
        ),
    ),
    (
        "Quality",
        (
            ("Agreement", "/assessments/quality/", "see_quality"),
            ("Disagreements", "/assessments/disagreements/", "see_disagreements"),
            ("Were we right?", "/holdings/order/", "see_quality"),
            ("Officers’ forms", "/officer/patterns/", "see_quality"),
        ),
    ),
    (
        "Sharing",
        (
            ("Told to partners", "/sharing/", "see_sharing"),
            ("School notices", "/schools/", "see_sharing"),
            ("What sharing achieves", "/sharing/results/", "see_results"),
            ("Partners", "/sharing/partners/", "see_partners"),
        ),
    ),
    ("Imports", (("Imports", "/imports/", "see_imports"),)),
    ("Policy", (("Policy", "/policy/", "see_policy"),)),
    (
        "Staff",
        (
            ("Who is trained", "/skills/", "see_workforce"),
            ("What expires", "/skills/expiring/", "see_workforce"),
            ("Cover ahead", "/skills/cover/", "see_workforce"),
            ("Newcomers", "/skills/newcomers/", "see_workforce"),
            ("Exposure", "/skills/exposure/", "manage_workforce"),
            ("Import staff", "/skills/import/", "manage_workforce"),
            ("Accounts", "/staff/", "manage_staff"),
        ),
    ),
    ("Audit", (("Audit", "/audit/", "see_audit"),)),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A section, or a page of one: what it is called, where it starts, and whether this page lies in it."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base page needs. ``person`` is None before sign-in.

    ``section_pages`` are those of the section one is in, none where there is only one.
    """
    person: Any = request.user if request.user.is_authenticated else None
    opened = {
        label: [(name, url) for name, url, permission in pages if person.may(permission)]
        for label, pages in (SECTIONS if person and not person.must_change_password else ())
    }
    sections = {label: pages for label, pages in opened.items() if pages}
    here = _longest(request.path, (url for pages in sections.values() for _, url in pages))
    current = next((pages for pages in sections.values() if here in dict(pages).values()), []) if here else []
    return {
        "person": person,
        "navigation": [
            Place(label=label, url=pages[0][1], current=pages is current) for label, pages in sections.items()
        ],
        "section_pages": [
            Place(label=label, url=url, current=url == here) for label, url in current if len(current) > 1
        ],
        "messages": get_messages(request),
    }


def _longest(path: str, starts: Iterable[str]) -> str:
    """Return the longest start that the path has, "" for none."""
    return max((start for start in starts if path.startswith(start)), key=len, default="")
