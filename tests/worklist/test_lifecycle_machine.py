"""Many people at once, any order of steps, and a clock that moves: what must never happen does not."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories import NOON, make_referral, make_user, train
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import actions as audit
from vigil.audit.queries import verify
from vigil.referrals.models import Referral
from vigil.rules import assessing, skills
from vigil.rules.assessing import Answers, Consent, Proposal, Safeguarding, Section
from vigil.rules.lifecycle import ON_WORKLIST, Status
from vigil.rules.policies import Holding
from vigil.rules.skills import Skill, Stage
from vigil.rules.terms import RANK, Grade
from vigil.triage.actions import quality
from vigil.triage.actions.assessing import CannotSecond, sign_second
from vigil.triage.models import Assessment, QualityGrading
from vigil.workforce.queries.standing import standing_of
from vigil.worklist.actions import claims, desk
from vigil.worklist.actions.claims import CannotClaim
from vigil.worklist.actions.desk import CannotSign
from vigil.worklist.models import Claim
from vigil.worklist.queries import front
from vigil.worklist.queries.replay import as_recorded, as_told

HOLD = Holding.default().hold
MIDNIGHT = (NOON + timedelta(days=1)).date()
REFERRALS, PEOPLE = 4, 6
REFUSALS = (CannotClaim, CannotSign, CannotSecond, quality.CannotGradeAgain)

people = st.integers(0, PEOPLE - 1)
picks = st.integers(0, REFERRALS - 1)
grades = st.sampled_from(Grade)


class Lifecycle(RuleBasedStateMachine):
    """The hub at work: everybody does what they are allowed to, and tries what they are not."""

    done: ClassVar[Counter[str]] = Counter()  # over all examples: a machine that does nothing proves nothing

    @initialize()
    def opens(self) -> None:
        front.forget()  # what the example before left, and took back
        self.now: datetime = NOON
        self.people: list[User] = [
            train(make_user(Role.SUPERVISOR)),
            train(make_user()),
            train(make_user()),
            train(make_user(), Skill.DOMESTIC_ABUSE, expires_on=MIDNIGHT),  # loses what they hold at midnight
            train(make_user(), stage=Stage.SUPERVISED),
            make_user(),  # was never trained
        ]
        kinds = [
            (Grade.HIGH, "domestic_abuse"),
            (Grade.MEDIUM, "children domestic_abuse"),
            (Grade.MEDIUM, "adults"),
            (Grade.STANDARD, "domestic_abuse"),
        ]
        self.referrals = [make_referral(grade=grade, skills=needed).pk for grade, needed in kinds]
        with transaction.atomic():
            entries = [
                audit.Entry(verb="referral.received", thing=one, detail={"grade": one.grade})
                for one in Referral.objects.filter(pk__in=self.referrals).order_by("pk")
            ]
            audit.record_all(entries, by=None, at=NOON)
        self.grades = dict(Referral.objects.values_list("pk", "grade"))

    def referral(self, pick: int) -> Referral:
        return Referral.objects.get(pk=self.referrals[pick])

    @rule(minutes=st.sampled_from([1, 20, 59, 61, 60 * 13]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=people)
    def takes_the_next(self, who: int) -> None:
        with suppress(*REFUSALS):
            claims.take_next(by=self.people[who], at=self.now)

    @rule(who=people, pick=picks, why=st.sampled_from(["", "She rang again"]))
    def chooses(self, who: int, pick: int, why: str) -> None:
        with suppress(*REFUSALS):
            claims.choose(self.referral(pick), why=why, by=self.people[who], at=self.now)

    @rule(how=st.sampled_from(["hand_out", "reallocate", "release", "pull_back"]), who=people, pick=picks)
    def is_moved(self, how: str, who: int, pick: int) -> None:
        person, claim = self.people[who], Claim.objects.live().filter(referral=self.referrals[pick]).first()
        with suppress(*REFUSALS):
            if how == "hand_out":
                claims.hand_out(self.referral(pick), to=person, why="Yours", by=self.people[0], at=self.now)
            elif claim and how == "reallocate":
                claims.reallocate(claim, to=person, why="Home", by=self.people[0], at=self.now)
            elif claim and how == "release":
                claims.release(claim, why="Not mine", by=person, at=self.now)
            elif claim:
                claims.pull_back(claim, why="Home", by=self.people[0], at=self.now)

    @rule(who=people, grade=grades)
    def works_through_one(self, who: int, grade: Grade) -> None:
        """Take the next, and sign it some minutes later."""
        with suppress(*REFUSALS):
            if claim := claims.take_next(by=self.people[who], at=self.now):
                self.now += timedelta(minutes=15)
                self.signs(claim, self.people[who], grade)

    @rule(who=people, is_theirs=st.booleans(), pick=picks, grade=grades)
    def signs_what_is_held(self, who: int, is_theirs: bool, pick: int, grade: Grade) -> None:
        if claim := Claim.objects.live().filter(referral=self.referrals[pick]).first():
            self.signs(claim, claim.holder if is_theirs else self.people[who], grade)

    def signs(self, claim: Claim, by: User, grade: Grade) -> None:
        referral = self.referral(self.referrals.index(claim.referral_id))
        held, standing = Grade(referral.grade), standing_of(by, at=self.now)
        answers = Answers(
            grade=grade,
            why="Read twice",
            sections={Section.HARM: "He pushed her"},
            is_confirmed=True,
            consent=Consent.GIVEN,
            safeguarding=Safeguarding.NOTHING,
            proposal=Proposal.SHARE,
        )
        with suppress(*REFUSALS):
            made = desk.sign(referral, answers, by=by, at=self.now)
            assert by.pk == claim.holder_id, "Somebody signed what another holds."
            needed = skills.read(referral.skills)
            assert not skills.obstacles_to_assessing(standing, needed, self.now), "The untrained signed."
            two = assessing.is_lowering(grade, held=held) or standing.stage is Stage.SUPERVISED
            assert (made.state == Assessment.State.WAITS) == two
            self.done["waits" if two else "signed"] += 1

    @rule(who=st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5]), grade=grades, turn=picks)
    def signs_second(self, who: int, grade: Grade, turn: int) -> None:
        waiting = list(Assessment.objects.filter(state=Assessment.State.WAITS).order_by("pk"))
        if not waiting:
            return
        one, by = waiting[turn % len(waiting)], self.people[who]
        with suppress(*REFUSALS):
            sign_second(one, grade=grade, why="As I read it", by=by, at=self.now)
            self.done["seconded"] += 1
            assert one.by_id != by.pk, "Somebody gave their own second signature."
            needed = skills.read(one.referral.skills)
            assert not skills.obstacles_to_signing(standing_of(by, at=self.now), needed, self.now)

    @rule(seed=st.integers(0, 1_000))
    def a_night_draws_for_quality(self, seed: int) -> None:
        quality.draw_days(seed=seed, at=self.now)

    @rule(who=people, grade=grades)
    def grades_again(self, who: int, grade: Grade) -> None:
        if one := QualityGrading.objects.filter(grade="").order_by("pk").first():
            with suppress(*REFUSALS):
                quality.grade_again(one, grade=grade, reason="As I read it", by=self.people[who], at=self.now)
                self.done["graded again"] += 1

    @invariant()
    def none_is_lost(self) -> None:
        if not hasattr(self, "referrals"):
            return
        found = list(Referral.objects.filter(pk__in=self.referrals))
        assert len(found) == REFERRALS
        live = Claim.objects.live().values_list("referral", flat=True)
        assert sorted(live) == sorted(one.pk for one in found if one.status == Status.IN_ASSESSMENT)
        assert all(one.waiting == (one.status in ON_WORKLIST) for one in found)
        waits = Assessment.objects.filter(state=Assessment.State.WAITS).values_list("referral", flat=True)
        assert sorted(waits) == sorted(one.pk for one in found if one.status == Status.SECOND_SIGNATURE)

    @invariant()
    def none_is_lowered_by_one(self) -> None:
        if not hasattr(self, "referrals"):
            return
        for key, grade in Referral.objects.values_list("pk", "grade"):
            if RANK[Grade(grade)] > RANK[Grade(self.grades[key])]:
                last = Assessment.objects.filter(referral=key, second__isnull=False).latest("second__at", "pk")
                assert last.state == Assessment.State.STANDS
                assert RANK[Grade(last.grade)] > RANK[Grade(last.held)] < RANK[Grade(last.second.grade)]
                assert last.by_id != last.second.by_id
            self.grades[key] = grade

    @invariant()
    def the_trail_tells_the_same(self) -> None:
        if not hasattr(self, "referrals"):
            return
        for referral in Referral.objects.filter(pk__in=self.referrals):
            assert as_told(referral) == as_recorded(referral)

    def teardown(self) -> None:
        if not hasattr(self, "referrals"):
            return
        assert verify().holds
        claims.let_lapse(at=self.now + HOLD)
        assert not Claim.objects.live().exists(), "Something is held for ever."


def test_a_referral_is_never_lost_held_for_ever_assessed_by_the_untrained_or_lowered_by_one(db: None) -> None:
    class InATransaction(Lifecycle):
        def __init__(self) -> None:
            super().__init__()
            self.transaction = transaction.atomic()
            self.transaction.__enter__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.transaction.__exit__(None, None, None)

    run_state_machine_as_test(
        InATransaction,
        settings=settings(
            max_examples=20, stateful_step_count=25, derandomize=True, suppress_health_check=list(HealthCheck)
        ),
    )

    assert Lifecycle.done.keys() >= {"signed", "waits", "seconded"}
