"""Partners and the ways to reach them: added, changed, stopped, started and tried, each with a trace."""

from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.sharing import channels
from vigil.sharing.channels.base import Trouble
from vigil.sharing.models import Partner, Route


class CannotReach(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A change to a partner that cannot be, or a test that failed. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def add_partner(*, by: User | None, at: datetime, **details: Any) -> Partner:
    """Add a partner. Raises ``CannotReach`` when there is one of that name."""
    _refuse_a_second(details["name"], None)
    partner = Partner.objects.create(**details)
    audit.record("partner.added", partner, by=by, at=at, kind=partner.kind, area=partner.area)
    return partner


@transaction.atomic
def change_partner(partner: Partner, *, by: User, at: datetime, **details: Any) -> None:
    """Change what is known of a partner, and what it takes in an hour."""
    _refuse_a_second(details["name"], partner)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    changes = {
        name: [getattr(partner, name), value] for name, value in details.items() if getattr(partner, name) != value
    }
    for name, value in details.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(details))
    # Whom to call is somebody's name: that it changed is enough.
    kept = {name: change for name, change in changes.items() if name not in ("call_name", "call_phone")}
    audit.record("partner.changed", partner, by=by, at=at, changed=sorted(changes), changes=kept)


def _refuse_a_second(name: str, partner: Partner | None) -> None:
    others = Partner.objects.filter(name__iexact=name)
    if partner:
        others = others.exclude(pk=partner.pk)
    if others.exists():
        raise CannotReach(["There is already a partner of that name."])


@transaction.atomic
def add_route(partner: Partner, *, by: User | None, at: datetime, **details: Any) -> Route:
    """Add a way to reach a partner."""
    route = Route.objects.create(partner=partner, **details)
    audit.record("route.added", partner, by=by, at=at, route=route.pk, channel=route.channel, order=route.order)
    return route


@transaction.atomic
def stop_route(route: Route, *, why: str, by: User, at: datetime) -> None:
    """Stop using a way until somebody starts it again."""
    if not why.strip():
        raise CannotReach(["Record why this way is stopped."])
    route = Route.objects.select_for_update().get(pk=route.pk)
    route.stopped_at, route.stopped_why = at, why.strip()[:400]
    route.save(update_fields=["stopped_at", "stopped_why"])
    audit.record("route.stopped", route.partner, by=by, at=at, route=route.pk)


@transaction.atomic
def start_route(route: Route, *, by: User, at: datetime) -> None:
    """Use a way again, at once."""
    route = Route.objects.select_for_update().get(pk=route.pk)
    route.stopped_at, route.stopped_why, route.failures, route.rests_until = None, "", 0, None
    route.save(update_fields=["stopped_at", "stopped_why", "failures", "rests_until"])
    audit.record("route.started", route.partner, by=by, at=at, route=route.pk)


def send_test(route: Route, *, by: User, at: datetime) -> str:
    """Send a message about nobody by one way. Return what came of it in words. Raises ``CannotReach``."""
    try:
        receipt = channels.channel(route.channel).test_message(route.settings, at=at)
    except Trouble as trouble:
        _note_test(route, trouble, by=by, at=at)
        raise CannotReach([trouble.sentence]) from None
    _note_test(route, None, by=by, at=at)
    return receipt.detail


@transaction.atomic
def _note_test(route: Route, trouble: Trouble | None, *, by: User, at: datetime) -> None:
    route = Route.objects.select_for_update().get(pk=route.pk)
    if trouble:
        route.last_trouble_at, route.last_trouble, route.last_fault = at, trouble.sentence[:400], trouble.fault
    else:
        route.last_success_at, route.failures, route.rests_until = at, 0, None
    route.save()
    audit.record("partner.tested", route.partner, by=by, at=at, route=route.pk, worked=trouble is None)
