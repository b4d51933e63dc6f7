"""What mentions are found by, stored: the same answer as reading them again, and made anew when reading changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.matching_people import waiting
from tests.factories import NOON
from tests.people.given import child, mention, person, received
from vigil.matching import blocking, features
from vigil.matching.edition import edition
from vigil.people.actions import blocks
from vigil.people.actions.blocks import file_again
from vigil.people.actions.linking import link_everybody
from vigil.people.models import Block, Mention, Sound
from vigil.people.queries import known

pytestmark = pytest.mark.django_db


def test_a_mention_made_ready_is_the_same_once_it_was_put_away() -> None:
    for told, _ in waiting(8, scale=0.02):
        ready = features.read(told)

        assert features.unpacked(features.packed(ready), of=told.id, seen_on=told.seen_on) == ready


def test_somebody_at_the_door_is_compared_with_what_was_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    first = received(child(), days_ago=9)
    reads: list[str] = []
    read = features.read
    monkeypatch.setattr(features, "read", lambda told: reads.append(told.surname) or read(told))  # type: ignore[func-returns-value]

    again = received(child(surname="Woźniak"))

    assert person(again) == person(first)
    assert reads == ["Woźniak"]


def test_what_another_edition_put_away_is_read_again_and_not_believed() -> None:
    first = received(child(), days_ago=9)
    Mention.objects.update(edition=7, ready='["nonsense"]')

    assert person(received(child(surname="Woźniak"))) == person(first)


def test_the_night_files_anew_whoever_another_edition_filed() -> None:
    first = mention(received(child(), days_ago=9))
    right = set(Block.objects.values_list("key", "mention_id")), set(Sound.objects.values_list("sound", "mention_id"))
    Mention.objects.update(edition=7, ready="")
    Block.objects.filter(pk__in=Block.objects.values("pk")[:5]).delete()
    Block.objects.create(key=5, mention=first)
    Sound.objects.create(sound="once said so", mention=first)

    link_everybody(at=NOON)

    first.refresh_from_db()
    assert (first.edition, first.ready != "") == (edition(), True)
    assert set(Block.objects.values_list("key", "mention_id")) == right[0]
    assert set(Sound.objects.values_list("sound", "mention_id")) == right[1]


def test_a_night_without_a_new_edition_files_nobody() -> None:
    received(child(), days_ago=9)

    with CaptureQueriesContext(connection) as asked:
        assert file_again() == 0

    assert len(asked) == 1


def test_filing_anew_says_how_many_and_gives_up_a_block_grown_too_large(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(blocking, "MOST_SHARING", 2)
    for number in range(4):
        Block.objects.all().delete()
        received(child(forenames=("Anna", "Petra", "Lucy", "Carol")[number], date_of_birth=None, age=9 + number))
    Block.objects.all().delete()
    Mention.objects.update(edition=7)
    monkeypatch.setattr(blocks, "AT_ONCE", 3)

    assert file_again() == 4

    assert "Filing 4 mentions anew" in caplog.text
    given_up = set(Block.objects.filter(mention=None).values_list("key", flat=True))
    assert given_up
    assert not Block.objects.filter(key__in=given_up, mention__isnull=False).exists()


def test_whoever_shares_the_most_and_the_rarest_is_compared_first(monkeypatch: pytest.MonkeyPatch) -> None:
    first = received(child(), days_ago=9)
    for forename in ("Katarina", "Kasia", "Zofia", "Anna"):  # family at her home, who share some of it
        received(child(forenames=forename, date_of_birth=None, age=30), days_ago=5)
    monkeypatch.setattr(known, "MOST_COMPARED", 1)

    assert person(received(child(surname="Woźniak"))) == person(first)
