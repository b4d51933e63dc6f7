"""Reading a route: what it must hold, and the secrets it names."""

import ssl
from functools import cache

from django.conf import settings

from vigil.sharing.channels.base import Fault, Route, Trouble


def setting(route: Route, key: str) -> str:
    """Return what the route says under ``key``. Raises Trouble when it says nothing."""
    value = route.get(key)
    if not value:
        raise Trouble(
            f"The route does not say its “{key}”. Fill it in on the partner's page.", fault=Fault.OURS, try_again=False
        )
    return str(value)


def secret(route: Route, key: str) -> str:
    """Return the secret that the route names under ``key``; it is kept in VIGIL_CHANNEL_ and that name.

    The prefix is fixed so that no route can name, and so send out, a secret of the hub's own.
    """
    name = setting(route, key)
    value = settings.CHANNEL_SECRETS.get(name, "")
    if not value:
        raise Trouble(
            f"The secret {name} is not set. Set VIGIL_CHANNEL_{name} where the worker runs.",
            fault=Fault.OURS,
            try_again=False,
        )
    return str(value)


def trust(route: Route) -> ssl.SSLContext:
    """Return whom to trust for this route: everybody's authorities, or the one whose certificate (PEM) it holds."""
    return _context(str(route.get("authority", "")))


@cache
def _context(authority: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
