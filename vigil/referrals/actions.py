"""Leaving a trace of every look at a referral (who read about whom, and when), and saying who its people are."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.people.actions import door
from vigil.referrals.mentions import mentions_of
from vigil.referrals.models import Referral, Subject

BATCH = 500  # people linked in one transaction; those of one referral always together


@transaction.atomic
def record_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody opened the referral."""
    audit.record("referral.viewed", referral, by=by, at=at)


@transaction.atomic
def record_source_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody read the source's own record of it."""
    audit.record("referral.source_viewed", referral, by=by, at=at)


@transaction.atomic
def record_print(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody laid it out for paper."""
    audit.record("referral.printed", referral, by=by, at=at)


def name_people(subjects: Sequence[Subject], *, at: datetime) -> None:
    """Give each subject the mention by which people know them, in the caller's transaction. Does not save them.

    Those of one referral, which is written already, come together.
    """
    mentions = mentions_of(subjects)
    door.meet(mentions, at=at)
    for subject, mention in zip(subjects, mentions, strict=True):
        subject.mention = mention


def name_who_is_not_known(*, at: datetime) -> int:
    """Link the people of referrals received before people were linked. Return how many people. Can be run again."""
    done = 0
    waiting = Subject.objects.filter(mention=None).order_by("referral_id", "position").select_related("referral")
    while True:
        with transaction.atomic():
            referrals = list(dict.fromkeys(waiting.values_list("referral_id", flat=True)[:BATCH]))
            subjects = list(waiting.filter(referral__in=referrals))
            if not subjects:
                return done
            name_people(subjects, at=at)
            Subject.objects.bulk_update(subjects, ["mention"], batch_size=500)
        done += len(subjects)
