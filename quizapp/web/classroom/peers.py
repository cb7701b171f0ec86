"""Who sends a request, and whether it came through TLS: as the connection says, or a proxy that was named."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from quizapp.errors import ExitCode, QuizError

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a request comes from."""

    address: str
    tls: bool


def networks(given: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks of the addresses that --behind-proxy names. Raises QuizError (exit code 2)."""
    try:
        return tuple(ip_network(each) for each in given)
    except ValueError as error:
        raise QuizError(
            f"--behind-proxy: {error}.", "Give the address of the proxy, such as 127.0.0.1, or 10.1.0.0/24.",
            ExitCode.USAGE,
        ) from None  # fmt: skip


def peer_of(scope: Scope, proxies: Sequence[Network]) -> Peer | None:
    """Return who sends a request; None where proxies were named and none of them sent it.

    Headers about the sender are read from a named proxy only. The last address of X-Forwarded-For is the one that
    the proxy itself saw; those before it are what the client says.
    """
    client = (scope.get("client") or ("", 0))[0]
    if not proxies:
        return Peer(client, tls=False)
    if not _is_among(client, proxies):
        return None
    headers = Headers(scope=scope)
    seen = headers.getlist("x-forwarded-for")
    address = seen[-1].rpartition(",")[2].strip() if seen else client
    return Peer(address, tls=headers.getlist("x-forwarded-proto") == ["https"])


def _is_among(address: str, proxies: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in proxies)
