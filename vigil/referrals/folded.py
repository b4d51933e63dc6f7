"""What an entry that was folded into a referral holds and the referral does not: nothing typed in twice is lost."""

from collections.abc import Iterable
from typing import Any

from vigil.referrals.models import Referral
from vigil.rules.terms import Grade, PartnerFlag, RiskTool, Role, label

_TEXTS = {
    "log_number": "Log number",
    "crime_number": "Crime number",
    "address": "Where",
    "postcode": "Postcode",
    "school": "School",
    "comments": "The team’s comments",
    "officer_name": "Officer",
}


def more_in(draft: dict[str, Any], referral: Referral, named: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a folded entry says beyond, or otherwise than, its referral, as pairs of what and words.

    ``draft`` is what was read of the entry; ``named`` are the names of the referral's people.
    """
    found = [
        (words, draft[name])
        for name, words in _TEXTS.items()
        if draft.get(name) and _plain(draft[name]) != _plain(getattr(referral, name))
    ]
    if draft.get("officer_grade") and draft["officer_grade"] != referral.officer_grade:
        found.append(("Officer’s grade", label(Grade(draft["officer_grade"]))))
    if draft.get("ticks") is not None and draft["ticks"] != referral.ticks:
        found.append(("Ticks", str(draft["ticks"])))
    if draft.get("risk_tool") and not referral.risk_tool:
        found.append(("Risk questionnaire", label(RiskTool(draft["risk_tool"]))))
    flags = [flag for flag in draft.get("partner_flags", []) if flag not in referral.partner_flags]
    if flags:
        found.append(("Partners marked", ", ".join(label(PartnerFlag(flag)) for flag in flags)))
    known = {_plain(name) for name in named}
    others = [one for one in draft.get("subjects", []) if _plain(_name(one)) and _plain(_name(one)) not in known]
    if others:
        found.append(("People", "; ".join(f"{_name(one)} ({label(Role(one['role'])).lower()})" for one in others)))
    if _plain(draft.get("narrative", "")) != _plain(referral.narrative):
        found.append(("Account", draft.get("narrative") or "None"))
    return found


def _name(subject: dict[str, Any]) -> str:
    return f"{subject['forenames']} {subject['surname']}".strip()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
