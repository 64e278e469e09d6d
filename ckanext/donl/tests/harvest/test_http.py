"""The client of sources, against servers that do what servers should not."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import chain

import pytest

from ckanext.donl.harvest.http import BadAnswer, Client, SourceError

from .asking import HERE, SOON, client, error_of
from .raw_server import Asked, RawServer, Say, begin, for_ever, whole

BODY = b"<GetRecords/>"
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # of deflate: it unpacks to nothing
GZIP_HEADER = gzip.compress(b"")[:10]

ENDLESS: dict[str, Say] = {
    "headers": lambda asked: chain([b"HTTP/1.1 200 OK\r\n"], for_ever(b"X", 0.1)),
    "status line": lambda asked: for_ever(b"H", 0.1),
    "interim answers": lambda asked: for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
    "body": lambda asked: chain([begin(Content_Length="900000")], for_ever(b"X", 0.1)),
    "body without length": lambda asked: chain([begin()], for_ever(b"X", 0.1)),
    "trailers": lambda asked: chain(
        [begin(Transfer_Encoding="chunked"), b"1\r\nX\r\n0\r\n"], for_ever(b"X: y\r\n", 0.001)
    ),
    "nothing, packed": lambda asked: chain(
        [begin(Content_Encoding="gzip"), GZIP_HEADER], for_ever(EMPTY_BLOCK * 100, 0.001)
    ),
}


@pytest.mark.parametrize("what", sorted(ENDLESS))
def test_an_answer_without_end_ends_at_the_deadline(what: str) -> None:
    with RawServer(ENDLESS[what]) as server:
        # No part of it is a reason to ask again.
        assert "takes more than 1 seconds to answer" in error_of(server, retries=3)
        assert len(server.asked) == 1


def test_redirects_and_attempts_have_one_deadline_together() -> None:
    def say(asked: Asked) -> Iterable[bytes]:
        time.sleep(0.4)
        return [whole(b"", "302 Found", Location="/there")]

    with RawServer(say) as server:
        assert "takes more than 1 seconds" in error_of(server, retries=1)
        assert len(server.asked) < 5


def test_a_silent_source_is_told_from_a_slow_one() -> None:
    def silence(asked: Asked) -> Iterable[bytes]:
        time.sleep(SOON)
        return []

    with RawServer(silence) as server:
        assert "does not answer in time" in error_of(server, timeout=0.5)
        assert "does not answer in time" in error_of(server, timeout=5)

    def half(asked: Asked) -> Iterable[bytes]:
        yield begin(Content_Length="100")
        yield from for_ever(b"X", SOON)

    with RawServer(half) as server:
        assert "stops half-way" in error_of(server, timeout=0.5)
        assert "takes more than 1 seconds" in error_of(server, timeout=5)


def test_a_connection_that_is_used_again_has_the_deadline_of_its_exchange() -> None:
    connections = set()

    def say(asked: Asked) -> Iterable[bytes]:
        connections.add(threading.get_ident())
        yield whole(b"here") if asked.path != "/slow" else begin(Content_Length="9") + b"X"
        if asked.path == "/slow":
            yield from for_ever(b"", SOON)

    with RawServer(say) as server:
        asking = client()
        assert asking.get(server.url) == b"here"
        time.sleep(0.6)
        assert asking.get(server.url) == b"here"
        time.sleep(0.6)
        assert asking.get(server.url) == b"here"
        with pytest.raises(SourceError, match="takes more than 1 seconds"):
            asking.get(f"{server.url}/slow")
        assert len(connections) == 1
        assert asking.get(server.url) == b"here"
        asking.close()


def test_two_exchanges_of_one_client_at_a_time() -> None:
    def say(asked: Asked) -> Iterable[bytes]:
        yield whole(b"here") if asked.path == "/" else begin(Content_Length="9") + b"X"

    with RawServer(say) as server:
        asking = client()
        with pytest.raises(SourceError, match="takes more"):  # noqa: SIM117
            with asking.stream("GET", f"{server.url}/slow") as body:
                assert body.read(1) == b"X"
                assert asking.get(f"{server.url}/") == b"here"
                body.read()
        asking.close()


def test_no_thread_is_left_behind() -> None:
    with RawServer(lambda asked: [whole(b"here")]) as server:
        before = {thread.name for thread in threading.enumerate()}
        asking = client()
        asking.get(server.url)
        left = {t.name for t in threading.enumerate() if "process_request" not in t.name}
        asking.close()
    assert left <= before


# TLS


@pytest.mark.parametrize("what", ["headers", "trailers", "nothing, packed"])
def test_the_deadline_holds_with_tls(what: str, secure: ssl.SSLContext) -> None:
    with RawServer(ENDLESS[what], secure) as server:
        assert "takes more than 1 seconds to answer" in error_of(server)


def test_a_connection_with_tls_is_used_again(secure: ssl.SSLContext) -> None:
    with RawServer(lambda asked: [whole(b"here")], secure) as server:
        asking = client()
        assert [asking.get(server.url) for _ in range(3)] == [b"here"] * 3
        assert (len(server.asked), server.closed) == (3, 0)
        asking.close()


def test_a_certificate_that_nobody_vouches_for(
    secure: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with RawServer(lambda asked: [whole(b"here")], secure) as server:
        assert "has no valid certificate" in error_of(server)


# What is thrown away


def then(first: Iterable[bytes] | Callable[[], Iterable[bytes]]) -> Say:
    """One answer to the first question, which is at the root, and a good one to every other."""
    came = []

    def say(asked: Asked) -> Iterable[bytes]:
        came.append(asked)
        if len(came) > 1:
            return [whole(b"here")]
        return first() if callable(first) else first

    return say


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "503 Unavailable"])
@pytest.mark.parametrize("body", [b"X" * 1000, b""])
def test_a_body_without_end_that_nobody_wants_is_not_waited_for(status: str, body: bytes) -> None:
    head = begin(status, Location="/there", Transfer_Encoding="chunked")
    parts = chain([head], for_ever(b"3e8\r\n" + body + b"\r\n" if body else b"", 0.01))
    with RawServer(then(parts)) as server:
        assert "no error: b'here'" in error_of(server, retries=1, deadline=10)
        paths = [asked.path for asked in server.asked]
    assert paths == ["/", "/" if status.startswith("503") else "/there"]


@pytest.mark.parametrize("status", ["302 Found", "503 Unavailable"])
def test_a_bomb_that_nobody_wants_is_not_unpacked(status: str) -> None:
    bomb = gzip.compress(bytes(100_000_000), 9)
    answer = whole(bomb, status, Location="/there", Content_Encoding="gzip")
    with RawServer(then([answer])) as server:
        tracemalloc.start()
        assert "no error: b'here'" in error_of(server, retries=1, deadline=10)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 20_000_000


def test_the_last_of_the_answers_that_are_tried_again_is_told() -> None:
    with RawServer(lambda asked: [whole(b"busy", "503 Unavailable")]) as server:
        asking = client(retries=2, deadline=10)
        with pytest.raises(BadAnswer, match="answers 503 Unavailable") as told:
            asking.get(server.url)
        asking.close()
        assert told.value.body == b"busy"
        assert len(server.asked) == 3


@pytest.mark.parametrize("asked_for", ["9" * 5000, "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"])
def test_a_wait_that_cannot_be_understood_is_not_waited(asked_for: str) -> None:
    answer = whole(b"", "503 Unavailable", Retry_After=asked_for)
    with RawServer(then([answer])) as server:
        assert "no error: b'here'" in error_of(server, retries=1, deadline=10)


def test_a_wait_ends_with_the_deadline() -> None:
    answer = whole(b"", "503 Unavailable", Retry_After="60")
    with RawServer(then([answer])) as server:
        assert "takes more than 1 seconds" in error_of(server, retries=1)
        assert len(server.asked) == 1


# Redirects


def moved(status: int, location: str = "/there") -> Say:
    def say(asked: Asked) -> Iterable[bytes]:
        if asked.path == "/there":
            return [whole(b"here")]
        return [whole(b"", f"{status} Moved", Location=location)]

    return say


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_question_stays_the_same_at_a_new_address(status: int) -> None:
    with RawServer(moved(status)) as server:
        asking = client()
        headers = {"Content-Type": "application/xml"}
        with asking.stream("POST", server.url, data=BODY, headers=headers) as body:
            assert body.read() == b"here"
        asking.close()
    first, second = server.asked
    assert (second.method, second.path, second.body) == ("POST", "/there", BODY)
    assert second.headers == first.headers


def test_see_other_asks_by_get() -> None:
    with RawServer(moved(303)) as server:
        asking = client()
        with asking.stream("POST", server.url, data=BODY) as body:
            assert body.read() == b"here"
        asking.close()
    second = server.asked[1]
    assert (second.method, second.body) == ("GET", b"")
    assert not {"content-length", "content-type"} & set(second.headers)


def test_a_catalogue_that_has_moved_to_https(secure: ssl.SSLContext) -> None:
    with (
        RawServer(lambda asked: [whole(b"here")], secure) as new,
        RawServer(lambda asked: [whole(b"", "301 Moved", Location=new.url + "/csw")]) as old,
    ):
        asking = client()
        with asking.stream("POST", old.url, data=BODY) as body:
            assert body.read() == b"here"
        asking.close()
        assert [(asked.method, asked.body) for asked in new.asked] == [("POST", BODY)]


def test_the_address_after_redirects_is_told() -> None:
    with RawServer(moved(302)) as server:
        server.say = moved(302, f"//127.0.0.1:{server.port}/there")
        asking = client()
        assert asking.answer(server.url).url == f"{server.url}/there"
        asking.close()


def test_five_redirects_are_followed_and_no_more() -> None:
    def say(asked: Asked) -> Iterable[bytes]:
        number = int(asked.path.strip("/") or 0)
        if number == 5:
            return [whole(b"here")]
        return [whole(b"", "302 Found", Location=f"/{number + 1}")]

    with RawServer(say) as server:
        asking = client(deadline=10)
        assert asking.get(server.url) == b"here"
        with pytest.raises(SourceError, match="redirects in a circle"):
            asking.get(f"{server.url}/-1")
        asking.close()
    assert len(server.asked) == 12


def test_credentials_stay_with_their_host() -> None:
    with RawServer(lambda asked: [whole(b"here", Set_Cookie="other=1")]) as other:
        elsewhere = f"http://localhost:{other.port}/there"

        def say(asked: Asked) -> Iterable[bytes]:
            location = elsewhere if asked.path == "/away" else "/away"
            return [whole(b"", "302 Found", Location=location, Set_Cookie="session=secret")]

        with RawServer(say) as server:
            asking = Client([*HERE, "localhost"], deadline=10, retries=0)
            asking.get(server.url.replace("//", "//someone:secret@"))
            asking.close()

    first, second = (asked.headers for asked in server.asked)
    assert first["authorization"] == second["authorization"]
    assert second["cookie"] == "session=secret"
    assert not {"authorization", "cookie"} & set(other.asked[0].headers)
