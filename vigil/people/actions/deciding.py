"""People say who is who: join, keep apart, split, and undo. What they say, no model overrules."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.people.actions.blocks import file_under_keys
from vigil.people.actions.homes import rehouse
from vigil.people.models import Change, Household, Link, LinkQuerySet, Mention, Move, Person

MOST_APART = 400
"""Pairs of mentions that one split keeps apart; of a person so often named, split off fewer at a time."""


class CannotDecide(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A decision about who is who that cannot be taken. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def obstacles_to_joining(one: Person, other: Person) -> list[str]:
    """Return why two persons cannot be joined as one. An empty list means they can."""
    if one.pk == other.pk:
        return ["These are one person already."]
    if one.merged_into_id or other.merged_into_id:
        return ["Somebody joined one of these with another person meanwhile. Look at them again."]
    said = _between(one, other).filter(verdict=Link.Verdict.APART).by_people().select_related("by").first()
    if said:
        return [f"{said.by} kept these two apart on {_day_of(said)}. Undo that first, if it was wrong."]
    return []


def obstacles_to_splitting(person: Person, chosen: Collection[int]) -> list[str]:
    """Return why these mentions cannot be split off a person. An empty list means they can."""
    held = set(person.mentions.values_list("pk", flat=True))
    if not chosen:
        return ["Choose the reports that are about somebody else."]
    if not set(chosen) <= held:
        return ["Some of these reports are no longer this person’s. Look at them again."]
    if len(held) == len(set(chosen)):
        return ["Leave at least one report with this person, or it would only change their number."]
    if len(set(chosen)) * (len(held) - len(set(chosen))) > MOST_APART:
        return ["That is too much at once. Split off fewer reports at a time."]
    said = (
        _across(chosen, held - set(chosen)).filter(verdict=Link.Verdict.SAME).by_people().select_related("by").first()
    )
    if said:
        return [f"{said.by} joined some of these on {_day_of(said)}. Undo that first, if it was wrong."]
    return []


def obstacles_to_undoing(change: Change) -> list[str]:
    """Return why a change cannot be undone. An empty list means it can."""
    if change.kind == Change.Kind.LINKED:
        return ["Vigil would link them so again the next night. Split or join the reports themselves."]
    if Change.objects.filter(undoes=change).exists():
        return ["This was undone already."]
    moved_on = any(move.mention.person_id != move.after_id for move in change.moves.select_related("mention"))
    moved_on |= any(move.mention.household_id != move.after_id for move in change.home_moves.select_related("mention"))
    if moved_on or change.links_made.filter(~Q(ended_at=None)).exists():
        return ["Something was decided about these reports since. Undo the later decision first."]
    return []


@transaction.atomic
def join(one: Person, other: Person, *, reason: str, by: User, at: datetime) -> Change:
    """Say that two persons are one. The one known longer keeps their number. Raises ``CannotDecide``."""
    one, other = _locked(one, other)
    _refuse(obstacles_to_joining(one, other))
    asked = _between(one, other).to_review().order_by("pk").first()
    change = Change.objects.create(kind=Change.Kind.JOINED, by=by, at=at, reason=reason.strip())
    _end(_between(one, other).standing(), change, at=at)
    pair = (asked.one_id, asked.other_id) if asked else _first_of_each(one, other)
    _decide([pair], Link.Verdict.SAME, change, by=by, at=at)
    _move(other.mentions.all(), one, change)
    audit.record("person.joined", one, by=by, at=at, with_person=other.pk, change=change.pk)
    return change


@transaction.atomic
def keep_apart(one: Person, other: Person, *, reason: str, by: User, at: datetime) -> Change:
    """Say that two persons who look alike are two. Vigil does not ask again. Raises ``CannotDecide``."""
    one, other = _locked(one, other)
    if one.pk == other.pk:
        raise CannotDecide(["These are one person now. Split off what is about somebody else."])
    asked = list(_between(one, other).to_review())
    change = Change.objects.create(kind=Change.Kind.KEPT_APART, by=by, at=at, reason=reason.strip())
    pairs = [(link.one_id, link.other_id) for link in asked] or [_first_of_each(one, other)]
    _end(_between(one, other).filter(by=None).standing(), change, at=at)
    _decide(pairs, Link.Verdict.APART, change, by=by, at=at)
    audit.record("person.kept_apart", one, by=by, at=at, from_person=other.pk, change=change.pk)
    return change


@transaction.atomic
def split(person: Person, chosen: Collection[int], *, reason: str, by: User, at: datetime) -> Person:
    """Say that some reports are about somebody else: they become another person. Raises ``CannotDecide``.

    ``chosen`` are keys of mentions. Every chosen report is kept apart from every one that stays.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    obstacles = obstacles_to_splitting(person, chosen)
    _refuse(obstacles if reason.strip() else [*obstacles, "Record why these reports are about somebody else."])
    stay = set(person.mentions.values_list("pk", flat=True)) - set(chosen)
    change = Change.objects.create(kind=Change.Kind.SPLIT, by=by, at=at, reason=reason.strip())
    _end(_across(chosen, stay).standing(), change, at=at)
    pairs = [(min(one, other), max(one, other)) for one in sorted(set(chosen)) for other in sorted(stay)]
    _decide(pairs, Link.Verdict.APART, change, by=by, at=at)
    somebody_else = Person.objects.create()
    leaving = Mention.objects.filter(pk__in=chosen)
    _move(leaving, somebody_else, change)
    audit.record("person.split", person, by=by, at=at, new_person=somebody_else.pk, change=change.pk)
    return somebody_else


@transaction.atomic
def undo(change: Change, *, by: User, at: datetime) -> Change:
    """Undo a change, or redo one by undoing its undoing: reports and links stand as before. Raises ``CannotDecide``."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    _refuse(obstacles_to_undoing(change))
    undoing = Change.objects.create(kind=Change.Kind.UNDONE, by=by, at=at, undoes=change)
    _end(change.links_made.all(), undoing, at=at)
    Link.objects.bulk_create(_again(change.links_ended.all(), undoing, at=at))
    back: dict[int, list[int]] = {}
    for move in change.moves.all():
        back.setdefault(move.before_id, []).append(move.mention_id)
    for person, mentions in back.items():
        _move(Mention.objects.filter(pk__in=mentions), Person.objects.get(pk=person), undoing)
    homes: dict[int, list[int]] = {}
    for moved in change.home_moves.all():
        homes.setdefault(moved.before_id, []).append(moved.mention_id)
    for household, mentions in homes.items():
        rehouse(Mention.objects.filter(pk__in=mentions), Household.objects.get(pk=household), undoing)
    audit.record("person.change_undone", change, by=by, at=at, kind=change.kind)
    return undoing


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise CannotDecide(obstacles)


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Return both persons, locked, whoever is known longer first."""
    found = list(Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))
    return found[0], found[-1]


def _day_of(said: Link) -> str:
    return f"{timezone.localtime(said.made_at):%-d %B %Y}"


def _between(one: Person, other: Person) -> LinkQuerySet:
    kind = Q(kind=Link.Kind.PERSON)
    there, back = Q(one__person=one, other__person=other), Q(one__person=other, other__person=one)
    return Link.objects.filter(kind & (there | back))


def _across(some: Iterable[int], others: Iterable[int]) -> LinkQuerySet:
    kind, some, others = Q(kind=Link.Kind.PERSON), list(some), list(others)
    return Link.objects.filter(kind & (Q(one__in=some, other__in=others) | Q(one__in=others, other__in=some)))


def _first_of_each(one: Person, other: Person) -> tuple[int, int]:
    first = [person.mentions.order_by("pk").values_list("pk", flat=True)[0] for person in (one, other)]
    return min(first), max(first)


def _end(links: LinkQuerySet, change: Change, *, at: datetime) -> None:
    links.update(ended_at=at, ended_in=change)


def _decide(pairs: Sequence[tuple[int, int]], verdict: Link.Verdict, change: Change, *, by: User, at: datetime) -> None:
    """Make a person's link for each pair that has no other standing."""
    standing = set(
        Link.objects.standing()
        .filter(kind=Link.Kind.PERSON, one__in={one for one, _ in pairs}, other__in={other for _, other in pairs})
        .values_list("one_id", "other_id")
    )
    Link.objects.bulk_create(
        Link(
            kind=Link.Kind.PERSON,
            one_id=one,
            other_id=other,
            verdict=verdict,
            by=by,
            made_at=at,
            made_in=change,
            reasons=[change.reason] if change.reason else [],
        )
        for one, other in pairs
        if (one, other) not in standing
    )


def _again(links: Iterable[Link], change: Change, *, at: datetime) -> list[Link]:
    """Return links that ended as new ones that stand, but where something else stands between the two now."""
    again = []
    for link in links:
        taken = Link.objects.standing().filter(kind=link.kind, one=link.one_id, other=link.other_id).exists()
        if not taken:
            link.pk, link.made_at, link.made_in, link.ended_at, link.ended_in = None, at, change, None, None
            again.append(link)
    return again


def _move(mentions: Iterable[Mention], to: Person, change: Change) -> None:
    """Take mentions to a person. Who is left without any leads to where their last one went."""
    leaving = list(mentions)
    Move.objects.bulk_create(
        Move(change=change, mention=mention, before_id=mention.person_id, after=to) for mention in leaving
    )
    left = {mention.person_id for mention in leaving}
    Mention.objects.filter(pk__in=[mention.pk for mention in leaving]).update(person=to)
    Person.objects.filter(pk=to.pk).update(merged_into=None)
    emptied = left - set(Mention.objects.filter(person__in=left).values_list("person_id", flat=True))
    Person.objects.filter(pk__in=emptied).update(merged_into=to)
    file_under_keys(leaving)
