"""What only the whole file shows: a number used for two matters, and entries made to try the system out."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from vigil.intake import duplicates
from vigil.intake.drafts import Effect, Issue, ReferralDraft

_SHORT_NARRATIVE = 80  # letters; a real account says more, even a bare one
_TEST_NAME = re.compile(r"(?:mc)?test(?:y|er|ing|case|person|record|user)?|dummy|asdf\w*|qwerty\w*|xxx+|a+", re.I)
_TEST_SIGNS = ("test", "dummy", "training", "asdf", "qwerty", "lorem")
_TEST_WORDS = re.compile(
    r"\btest\b.{0,40}\b(?:ignore|delete|disregard|form|system|record|entry|only)\b|\b(?:ignore|delete)\b.{0,40}\btest\b"
    r"|\btest(?:ing)?\s+test(?:ing)?\b"
    r"|\btesting\s+(?:(?:the|this|a|our|new|out)\s+){0,3}(?:form|system|page|portal|link)\b"
    r"|\btest(?:ing)?\b.{0,40}\b(?:do not|don't)\s+(?:action|process|share)\b"
    r"|\b(?:dummy|test|training)\s+(?:record|entry|referral|data)\b|\basdf|\bqwerty|lorem ipsum",
    re.I | re.S,
)


def sharing_a_reference(references: list[str]) -> list[int]:
    """Return the places of the references that stand more than once in the list, blanks aside."""
    counted = Counter(reference.casefold() for reference in references)
    return [place for place, one in enumerate(references) if one and counted[one.casefold()] > 1]


def reference_issues(drafts: list[ReferralDraft]) -> list[ReferralDraft]:
    """Return the drafts with an issue on every entry whose number another entry has too.

    One number for two matters: nobody can say which it belongs to, so none of them is received. One number for the
    same matter entered twice is a duplicate, and is left to ``duplicates``.
    """
    by_reference: dict[str, list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        if draft.reference:
            by_reference[draft.reference.casefold()].append(place)
    for places in by_reference.values():
        if len(places) < 2:
            continue
        first = drafts[places[0]]
        if all(_same_matter(first, drafts[other]) for other in places[1:]):
            continue
        for place in places:
            drafts[place] = replace(
                drafts[place],
                issues=(
                    *drafts[place].issues,
                    Issue(
                        code="reference_reused",
                        field="reference",
                        message="This number stands for two or more matters in the file. Ask for the right ones.",
                        effect=Effect.QUARANTINE,
                    ),
                ),
            )
    return drafts


def test_record_issues(draft: ReferralDraft) -> list[Issue]:
    """Return an issue if the entry was made to try the system: its text says so and its people or brevity agree.

    A surname alone is never enough, nor is the word "test" in an account.
    """
    opening = draft.narrative[:400].casefold()
    says_so = any(word in opening for word in _TEST_SIGNS) and _TEST_WORDS.search(opening) is not None
    if not says_so:
        return []
    is_short = len(draft.narrative) < _SHORT_NARRATIVE
    nobody_real = any(
        _TEST_NAME.fullmatch(word)
        for subject in draft.subjects
        for word in (*subject.surname.split(), *subject.forenames.split())
    )
    if not (is_short or nobody_real):
        return []
    return [
        Issue(
            code="test_record",
            field="narrative",
            message="This looks like an entry made to try the system. Confirm with whoever made it, then discard it.",
            effect=Effect.QUARANTINE,
        )
    ]


def _same_matter(one: ReferralDraft, other: ReferralDraft) -> bool:
    if one.log_number and other.log_number:
        return one.log_number == other.log_number
    if duplicates.why_duplicate(duplicates.facts(one), duplicates.facts(other)):
        return True
    if not (one.incident_at and other.incident_at) or abs((one.incident_at - other.incident_at).days) > 1:
        return False
    return bool(_people(one) & _people(other))


def _people(draft: ReferralDraft) -> set[str]:
    return {f"{subject.surname} {subject.forenames}".casefold() for subject in draft.subjects if subject.surname}
