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


def choice(route: Route, key: str, among: tuple[str, ...]) -> str:
    """Return what the route says under ``key``, which must be one of ``among``: a slip of the pen sends nothing."""
    value = setting(route, key)
    if value not in among:
        raise _unfit(key, f"one of: {', '.join(among)}")
    return value


def several(route: Route, key: str) -> list[str]:
    """Return the list the route has under ``key``: at least one, each a text."""
    values = route.get(key)
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise _unfit(key, "a list of texts, with at least one")
    return values


def port(route: Route) -> int:
    """Return the route's port."""
    value = setting(route, "port")
    if not (value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65_536):
        raise _unfit("port", "a number from 1 to 65535")
    return int(value)


def _unfit(key: str, what: str) -> Trouble:
    return Trouble(
        f"The route's “{key}” must be {what}. Mend it on the partner's page.", fault=Fault.OURS, try_again=False
    )


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
