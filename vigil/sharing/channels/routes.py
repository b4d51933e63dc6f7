"""Reading a route: what it must hold, and the secrets it names."""

import ssl
from functools import cache
from tempfile import NamedTemporaryFile

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
    """Return whom to trust and who we are: everybody's authorities or the one whose certificate (PEM) the route holds,
    and where the partner asks for one, our own ``certificate`` (a secret's name: PEM, key and chain)."""
    ours = secret(route, "certificate") if route.get("certificate") else ""
    return _context(str(route.get("authority", "")), ours)


@cache
def _context(authority: str, ours: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cadata=authority or None)
        if ours:
            with NamedTemporaryFile("w", suffix=".pem") as file:  # OpenSSL reads keys from files only
                file.write(ours)
                file.flush()
                context.load_cert_chain(file.name)
    except (ssl.SSLError, ValueError):
        raise Trouble(
            "A certificate of this route cannot be read. Write it again, as PEM.", fault=Fault.OURS, try_again=False
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
