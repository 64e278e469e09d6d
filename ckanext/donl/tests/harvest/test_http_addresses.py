"""Which addresses the client asks, however they are given, and by which way."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl.harvest import guard
from ckanext.donl.harvest.guard import is_public
from ckanext.donl.harvest.http import Client, PrivateAddress, SourceError

from .asking import SOON, client, error_of
from .raw_server import Asked, RawServer, whole


@pytest.mark.parametrize(
    "url", ["http://a..b/", f"http://{'a' * 64}.nl/", f"https://www.{'a' * 64}.nl/x", "http://.nl/"]
)
def test_a_name_that_cannot_be_is_no_address(url: str) -> None:
    with pytest.raises(SourceError, match="is no valid address"):
        Client().get(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_private_addresses_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public_addresses_in_every_form(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "[2002:7f00:1::]"]
)
def test_a_private_address_is_not_asked_however_it_is_written(host: str) -> None:
    with RawServer(lambda asked: [whole(b"here")]) as server:
        with pytest.raises(PrivateAddress):
            Client(retries=0).get(f"http://{host}:{server.port}/")
        assert server.asked == []


# Names


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """The addresses of a.test, at each look-up the next; 127.0.0.x is public, but for 127.0.0.9."""
    answers: list[list[str]] = []
    look_up = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
        found = answers.pop(0) if host == "a.test" else [host]
        return [place for one in found for place in look_up(one, port, *rest, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(guard, "is_public", lambda address: address != "127.0.0.9")
    yield answers
    assert answers == []


def test_a_name_is_looked_up_once(known: list[list[str]]) -> None:
    # The second answer would be asked, if there were a second question.
    known += [["127.0.0.1"], ["127.0.0.9"]]
    with RawServer(lambda asked: [whole(b"here")]) as server:
        asking = Client(retries=0)
        assert asking.get(f"http://a.test:{server.port}/") == b"here"
        asking.close()
        assert server.asked[0].headers["host"] == f"a.test:{server.port}"
    assert known == [["127.0.0.9"]]
    known.clear()


def test_a_name_with_a_private_address_among_others_is_not_asked(known: list[list[str]]) -> None:
    known += [["127.0.0.1", "127.0.0.9"]]
    with RawServer(lambda asked: [whole(b"here")]) as server:
        with pytest.raises(PrivateAddress, match=r"a\.test is at the private address 127\.0\.0\.9"):
            Client(retries=0).get(f"http://a.test:{server.port}/")
        assert server.asked == []


def test_the_certificate_is_of_the_name(known: list[list[str]], secure: ssl.SSLContext) -> None:
    known += [["127.0.0.1"]]
    with RawServer(lambda asked: [whole(b"here")], secure) as server:
        asking = Client(retries=0)
        assert asking.get(f"https://a.test:{server.port}/") == b"here"
        asking.close()


def test_addresses_of_a_name_are_tried_in_turn(known: list[list[str]]) -> None:
    known += [["127.0.0.2", "127.0.0.3", "127.0.0.1"], ["127.0.0.2", "127.0.0.3"]]
    with RawServer(lambda asked: [whole(b"here")]) as server:
        asking = Client(retries=0)
        assert asking.get(f"http://a.test:{server.port}/") == b"here"
        asking.close()
        with pytest.raises(SourceError, match="cannot be reached: Connection refused"):
            Client(retries=0).get(f"http://a.test:{server.port}/")


def test_many_addresses_take_no_longer_than_one(known: list[list[str]]) -> None:
    known += [["127.0.0.1"] * 100]
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    # After this one nobody gets in.
    with full, socket.create_connection(place := full.getsockname()):
        started = time.monotonic()
        with pytest.raises(SourceError, match="does not answer in time"):
            Client(retries=0, timeout=1).get(f"http://a.test:{place[1]}/")
        assert time.monotonic() - started < SOON


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_rest: Any, **_named: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(SourceError, match="cannot be reached: Name or service not known"):
        Client(retries=0).get("http://a.test/")


# The environment


def test_a_proxy_of_the_environment_is_no_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(lambda asked: [whole(b"through the proxy")]) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with pytest.raises(PrivateAddress):
            Client(retries=0).get("http://169.254.169.254/latest/meta-data/")
        assert proxy.asked == []


def test_nothing_is_taken_from_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(file))
    with RawServer(lambda asked: [whole(b"here")]) as server:
        asking = client()
        asking.get(server.url)
        asking.close()
        assert "authorization" not in server.asked[0].headers


# Redirects


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://localhost:{port}/", "localhost is at the private address"),
        ("http://169.254.169.254/latest/meta-data/", "private address 169.254.169.254"),
        ("http://[64:ff9b::a9fe:a9fe]/", "private address 64:ff9b::a9fe:a9fe"),
        ("file:///etc/passwd", "no http or https address"),
        ("ftp://127.0.0.1/x", "no http or https address"),
        ("http://a..b/", "is no valid address"),
        (f"http://{'a' * 64}.nl/", "is no valid address"),
        ("http://[::1/", "is no valid address"),
        ("http://127.0.0.1:99999/", "is no valid address"),
        ("http://\xff\xfe.nl/", "is no valid address"),
    ],
)
def test_a_redirect_is_guarded_as_the_first_address_is(location: str, words: str) -> None:
    def say(asked: Asked) -> Iterable[bytes]:
        return [whole(b"", "302 Found", Location=location.format(port=server.port))]

    with RawServer(say) as server:
        assert words in error_of(server)
        assert len(server.asked) == 1
