"""Asking a partner's HTTPS address, and saying whose fault it is when it does not go well."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from vigil.sharing.channels.base import Fault, Route, Trouble
from vigil.sharing.channels.lines import turn
from vigil.sharing.channels.routes import several, trust

CONNECT_SECONDS = 10
WHOLE_SECONDS = 60  # from first byte to last: a partner that drips cannot hold a worker
LARGEST_ANSWER = 5_000_000  # bytes
LONGEST_WAIT = timedelta(hours=24)  # whatever a partner asks for


def ask(
    method: str,
    url: str,
    route: Route,
    *,
    at: datetime,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    expect: frozenset[int] = frozenset(),
) -> httpx.Response:
    """Return the answer, read whole, if it is a 2xx or one of ``expect``. Redirects are not followed, certificates are
    verified and the host must be one the route allows. Raises Trouble."""
    address = _allowed(url, route)
    try:
        with turn() as here:
            client = here.line(
                route,
                lambda: _client(trust(route)),
                works=lambda _: True,  # it looks for itself before it takes an open connection again
                close=lambda one: here.run(one.aclose()),
            )
            response = here.run(_ask(client, method, address, headers=headers or {}, content=content))
    except TimeoutError:
        raise Trouble(
            f"The partner's system took longer than {WHOLE_SECONDS} seconds.", fault=Fault.THEIRS, try_again=True
        ) from None
    except (httpx.LocalProtocolError, UnicodeError):
        raise Trouble(
            "A setting or a secret of this route holds a sign that cannot be sent. Write it again.",
            fault=Fault.OURS,
            try_again=False,
        ) from None
    except (httpx.HTTPError, OSError) as error:
        raise _broken(error) from None
    if response.is_success or response.status_code in expect:
        return response
    raise _refused(response, at=at)


def _allowed(url: str, route: Route) -> httpx.URL:
    """Return the address, parsed by what will connect to it, so that both read the same host."""
    try:
        address = httpx.URL(url)
        is_allowed = address.scheme == "https" and not address.userinfo and address.host in several(route, "hosts")
    except httpx.InvalidURL:
        is_allowed = False
    if not is_allowed:
        raise Trouble(
            "The address is not https, or its host is not one this route allows. Mend it on the partner's page.",
            fault=Fault.OURS,
            try_again=False,
        )
    return address


def _client(trusted: ssl.SSLContext) -> httpx.AsyncClient:
    timeout = httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS)
    return httpx.AsyncClient(verify=trusted, timeout=timeout, follow_redirects=False, trust_env=False)


async def _ask(
    client: httpx.AsyncClient, method: str, address: httpx.URL, *, headers: Mapping[str, str], content: bytes
) -> httpx.Response:
    client.cookies.clear()  # each message stands by itself
    async with (
        asyncio.timeout(WHOLE_SECONDS),
        client.stream(method, address, headers=headers, content=content) as response,
    ):
        body = b""
        async for part in response.aiter_bytes():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise httpx.ReadError("The answer is too long.")
        return httpx.Response(response.status_code, headers=_without_encoding(response.headers), content=body)


def _without_encoding(headers: httpx.Headers) -> list[tuple[str, str]]:
    """Leave out how the body was packed on the way: it has been unpacked."""
    packing = {"content-encoding", "content-length", "transfer-encoding"}
    return [(name, value) for name, value in headers.multi_items() if name not in packing]


def _broken(error: Exception) -> Trouble:
    causes = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Trouble(
            "The partner's certificate could not be verified, so nothing was sent. Ask them to renew it, "
            "or give the route their authority's certificate.",
            fault=Fault.THEIRS,
            try_again=True,
        )
    if isinstance(error, httpx.ConnectTimeout):
        return Trouble("No connection could be made in time.", fault=Fault.WAY, try_again=True)
    if isinstance(error, httpx.TimeoutException):
        return Trouble("The partner's system stopped answering.", fault=Fault.THEIRS, try_again=True)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Trouble("The partner's system is not taking connections.", fault=Fault.THEIRS, try_again=True)
    return Trouble("The connection broke before the partner's system answered.", fault=Fault.WAY, try_again=True)


def _refused(response: httpx.Response, *, at: datetime) -> Trouble:
    status, after = response.status_code, _retry_after(response.headers.get("retry-after", ""), at=at)
    if status == 410:
        return Trouble(
            "The partner says this address is closed for good (410). Agree another way with them.",
            fault=Fault.THEIRS,
            try_again=False,
            stops_route=True,
        )
    if status == 429:
        return Trouble("The partner asked us to slow down (429).", fault=Fault.THEIRS, try_again=True, after=after)
    if status >= 500 or status in {404, 408, 425}:
        return Trouble(f"The partner's system failed ({status}).", fault=Fault.THEIRS, try_again=True, after=after)
    if 300 <= status < 400:
        return Trouble(
            f"The partner's address sends us elsewhere ({status}), which we do not follow. Ask for the new address.",
            fault=Fault.THEIRS,
            try_again=False,
        )
    if status in {401, 403}:
        return Trouble(
            f"The partner's system did not accept who we are ({status}). Check the secret the route names.",
            fault=Fault.OURS,
            try_again=False,
        )
    return Trouble(
        f"The partner's system would not take the message as we wrote it ({status}). Ask their engineers why.",
        fault=Fault.OURS,
        try_again=False,
    )


def _retry_after(words: str, *, at: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    if words.isascii() and words.isdigit():
        wait = timedelta(seconds=min(int(words[:9]), LONGEST_WAIT.total_seconds()))
    else:
        try:
            moment = parsedate_to_datetime(words)
        except ValueError:
            return None
        wait = moment.replace(tzinfo=moment.tzinfo or UTC) - at
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
