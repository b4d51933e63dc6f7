"""What is proposed for each partner: cases the hub can read aloud, and laws that hold for every case."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.policies import SharingThresholds
from vigil.rules.sharing.proposing import MARKED_FOR, Matter, Standing, obstacles_to_deciding, propose
from vigil.rules.sharing.terms import LABELS, SENT, TOLD, Basis, Choice, Consent, PartnerKind
from vigil.rules.terms import RANK, Area, Grade, IncidentType, PartnerFlag

POLICY = SharingThresholds.default()
K, C, G, T = PartnerKind, Choice, Grade, IncidentType


def matter(**facts: Any) -> Matter:
    return Matter(
        **{
            "grade": G.MEDIUM,
            "incident_type": T.CHILD_WELFARE,
            "area": Area.HEREFORDSHIRE,
            "has_child": True,
            "has_harmed_adult": False,
            **facts,
        }
    )


CASES: list[tuple[str, dict[str, Any], dict[str, Any], Choice]] = [
    ("a child at medium reaches the council", {}, {"kind": K.CHILDRENS_SOCIAL_CARE}, C.SHARE),
    ("a child at standard does not", {"grade": G.STANDARD}, {"kind": K.CHILDRENS_SOCIAL_CARE}, C.HOLD),
    (
        "the third held back in 90 days goes",
        {"grade": G.STANDARD},
        {"kind": K.CHILDRENS_SOCIAL_CARE, "held_before": 2},
        C.SHARE,
    ),
    (
        "a family with a worker goes to that worker, however low the grade",
        {"grade": G.STANDARD},
        {"kind": K.CHILDRENS_SOCIAL_CARE, "worker": "the Compass team"},
        C.SHARE_WITH_WORKER,
    ),
    (
        "significant harm goes to the front door even if there is a worker",
        {"significant_harm": True},
        {"kind": K.CHILDRENS_SOCIAL_CARE, "worker": "the Compass team"},
        C.SHARE,
    ),
    ("no child, no children's social care", {"has_child": False}, {"kind": K.CHILDRENS_SOCIAL_CARE}, C.NOT_SHARED),
    (
        "Shropshire asks for consent short of significant harm",
        {"area": Area.SHROPSHIRE, "consent": Consent.REFUSED},
        {"kind": K.CHILDRENS_SOCIAL_CARE},
        C.HOLD,
    ),
    (
        "Shropshire is told of significant harm whatever was said",
        {"area": Area.SHROPSHIRE, "consent": Consent.REFUSED, "significant_harm": True},
        {"kind": K.CHILDRENS_SOCIAL_CARE},
        C.SHARE,
    ),
    ("early help needs a yes", {}, {"kind": K.EARLY_HELP}, C.HOLD),
    ("early help with a yes", {"consent": Consent.GIVEN}, {"kind": K.EARLY_HELP}, C.SHARE),
    ("early help is not for high risk", {"grade": G.HIGH}, {"kind": K.EARLY_HELP}, C.NOT_SHARED),
    (
        "an adult at risk",
        {"incident_type": T.ADULT_AT_RISK, "has_child": False, "has_harmed_adult": True},
        {"kind": K.ADULT_SOCIAL_CARE},
        C.SHARE,
    ),
    (
        "an adult who refuses is heard",
        {
            "incident_type": T.ADULT_AT_RISK,
            "has_child": False,
            "has_harmed_adult": True,
            "consent": Consent.REFUSED,
        },
        {"kind": K.ADULT_SOCIAL_CARE},
        C.HOLD,
    ),
    (
        "an adult with no needs, harmed by a partner",
        {"incident_type": T.DOMESTIC_ABUSE_PARTNER, "has_harmed_adult": True, "needs_care": False},
        {"kind": K.ADULT_SOCIAL_CARE},
        C.NOT_SHARED,
    ),
    (
        "domestic abuse: the child's school",
        {"incident_type": T.DOMESTIC_ABUSE_PARTNER, "grade": G.STANDARD},
        {"kind": K.SCHOOL, "has_pupil": True},
        C.SHARE,
    ),
    ("domestic abuse: another school", {"incident_type": T.DOMESTIC_ABUSE_PARTNER}, {"kind": K.SCHOOL}, C.NOT_SHARED),
    (
        "high domestic abuse: an advocate",
        {"incident_type": T.DOMESTIC_ABUSE_PARTNER, "grade": G.HIGH, "has_harmed_adult": True},
        {"kind": K.DOMESTIC_ABUSE_SERVICE},
        C.SHARE,
    ),
    (
        "medium domestic abuse: an advocate if she agrees",
        {"incident_type": T.DOMESTIC_ABUSE_PARTNER, "has_harmed_adult": True, "consent": Consent.GIVEN},
        {"kind": K.DOMESTIC_ABUSE_SERVICE},
        C.SHARE,
    ),
    ("housing when nobody asked for it", {}, {"kind": K.HOUSING}, C.NOT_SHARED),
    ("housing when the officer marked it", {"marked": frozenset({PartnerFlag.HOUSING})}, {"kind": K.HOUSING}, C.SHARE),
    (
        "what the officer marked is at least counted",
        {"grade": G.STANDARD, "marked": frozenset({PartnerFlag.PROBATION})},
        {"kind": K.PROBATION},
        C.HOLD,
    ),
    ("health is told of high risk", {"grade": G.HIGH}, {"kind": K.HEALTH}, C.SHARE),
    ("health is not told of the rest", {}, {"kind": K.HEALTH}, C.NOT_SHARED),
]


@pytest.mark.parametrize(("facts", "standing", "choice"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_proposed(facts: dict[str, Any], standing: dict[str, Any], choice: Choice) -> None:
    assert propose(matter(**facts), Standing(**standing), POLICY).choice is choice


def test_each_council_has_a_threshold_of_its_own() -> None:
    strict = SharingThresholds(version="x", values={**POLICY.values, "worcestershire_children_from": "high"})
    there, here = (matter(area=area) for area in (Area.WORCESTERSHIRE, Area.HEREFORDSHIRE))
    standing = Standing(kind=K.CHILDRENS_SOCIAL_CARE)

    assert (propose(there, standing, strict).choice, propose(here, standing, strict).choice) == (C.HOLD, C.SHARE)


matters = st.builds(
    Matter,
    grade=st.sampled_from(Grade),
    incident_type=st.sampled_from(IncidentType),
    area=st.sampled_from(Area),
    has_child=st.booleans(),
    has_harmed_adult=st.booleans(),
    significant_harm=st.booleans(),
    needs_care=st.sampled_from([None, True, False]),
    consent=st.sampled_from(Consent),
    marked=st.frozensets(st.sampled_from(PartnerFlag), max_size=3),
)
standings = st.builds(
    Standing,
    kind=st.sampled_from(PartnerKind),
    worker=st.sampled_from(["", "the Compass team"]),
    held_before=st.integers(min_value=0, max_value=5),
    has_pupil=st.booleans(),
)


def changed(facts: Matter, **changes: Any) -> Matter:
    return Matter(**{**{name: getattr(facts, name) for name in Matter.__dataclass_fields__}, **changes})


@given(facts=matters, standing=standings)
def test_high_risk_to_a_child_in_significant_harm_is_always_shared_with_social_care(
    facts: Matter, standing: Standing
) -> None:
    grave = changed(facts, grade=Grade.HIGH, has_child=True, significant_harm=True)
    there = Standing(kind=K.CHILDRENS_SOCIAL_CARE, worker=standing.worker, held_before=standing.held_before)

    assert propose(grave, there, POLICY).choice is Choice.SHARE


@given(facts=matters, standing=standings)
def test_every_proposal_can_be_defended(facts: Matter, standing: Standing) -> None:
    proposal = propose(facts, standing, POLICY)

    assert proposal.reasons
    assert proposal.purpose
    assert (proposal.basis is not None) == (proposal.choice in SENT)
    assert (proposal.recall_days is not None) == (proposal.choice not in SENT)


@given(facts=matters, standing=standings, grade=st.sampled_from(Grade))
def test_a_higher_grade_never_tells_less(facts: Matter, standing: Standing, grade: Grade) -> None:
    graver = changed(facts, grade=min(facts.grade, grade, key=RANK.__getitem__))
    if standing.kind is PartnerKind.EARLY_HELP:  # what is graver goes to social care instead
        return

    assert TOLD[propose(graver, standing, POLICY).choice] >= TOLD[_at_the_front_door(facts, standing)]


def _at_the_front_door(facts: Matter, standing: Standing) -> Choice:
    """What is proposed; a worker and the front door count alike, for significant harm moves from one to the other."""
    choice = propose(facts, standing, POLICY).choice
    return Choice.SHARE_WITH_WORKER if choice is Choice.SHARE and standing.worker else choice


@given(facts=matters, standing=standings)
def test_a_yes_never_tells_less_than_a_no(facts: Matter, standing: Standing) -> None:
    yes, no = (changed(facts, consent=consent) for consent in (Consent.GIVEN, Consent.REFUSED))

    assert TOLD[propose(yes, standing, POLICY).choice] >= TOLD[propose(no, standing, POLICY).choice]


@given(facts=matters, standing=standings)
def test_what_the_officer_marked_is_never_left_out(facts: Matter, standing: Standing) -> None:
    if MARKED_FOR[standing.kind]:
        marked = changed(facts, marked=MARKED_FOR[standing.kind])

        assert propose(marked, standing, POLICY).choice is not Choice.NOT_SHARED


@given(facts=matters, standing=standings)
def test_one_more_held_back_never_tells_less(facts: Matter, standing: Standing) -> None:
    more = Standing(**{**vars(standing), "held_before": standing.held_before + 1})

    assert TOLD[propose(facts, more, POLICY).choice] >= TOLD[propose(facts, standing, POLICY).choice]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Record why"),
        ({"basis": None}, "Choose the law"),
        ({"purpose": ""}, "what the partner is told it for"),
        ({"consent": Consent.REFUSED}, "Consent was not given"),
        ({"choice": Choice.HOLD}, "Set the day"),
        ({"choice": Choice.SHARE_WITH_WORKER}, "Name the worker"),
    ],
)
def test_a_decision_that_cannot_be_defended_is_refused(changes: dict[str, Any], sentence: str) -> None:
    sound: dict[str, Any] = {
        "choice": Choice.SHARE,
        "basis": Basis.CHILDREN,
        "purpose": "To assess",
        "reason": "A child was hurt",
        "consent": Consent.GIVEN,
        "consent_overridden": "",
        "has_recall_date": False,
        "worker": "",
    }

    assert obstacles_to_deciding(**sound) == []
    assert any(sentence in one for one in obstacles_to_deciding(**{**sound, **changes}))


def test_every_term_of_sharing_has_words_of_its_own() -> None:
    for terms, words in LABELS.items():
        assert set(words) == set(terms)
        assert len(set(words.values())) == len(terms)
