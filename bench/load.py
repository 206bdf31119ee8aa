"""A load generator that leaves the processor to the service: blocking sockets, bytes made before.

Each thread keeps one HTTP/1.1 connection and has one request under way. An answer that was not
expected ends the run: a benchmark of refusals would be a fast one.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

CONNECTIONS = 8
"""Nearly as many as the service works on at once: three web processes have three threads each."""


class UnexpectedAnswerError(Exception):
    """The service answered something else than the benchmark is about."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of some requests: how many a second, and how long each took, in seconds."""

    rate: float
    latencies: list[float]
    statuses: list[int]


def request(
    method: str,
    path: str,
    *,
    authorization: str = "",
    cookie: str = "",
    body: object | None = None,
) -> bytes:
    """Return the bytes of a request."""
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    if authorization:
        head.append(f"Authorization: {authorization}")
    if cookie:
        head.append(f"Cookie: {cookie}")
    if content:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*head, "", ""]).encode() + content


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, message: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body of the answer."""
        self._socket.sendall(message)
        got = bytearray()
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._read()
        head = bytes(got[:end]).lower()
        _, _, after = head.partition(b"\r\ncontent-length:")
        length = int(after.split(b"\r\n", 1)[0]) if after else 0
        while len(got) < end + 4 + length:
            got += self._read()
        return int(head[9:12]), bytes(got[end + 4 :])

    def _read(self) -> bytes:
        part = self._socket.recv(262144)
        if not part:
            raise UnexpectedAnswerError("the connection was closed")
        return part

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def press(
    port: int,
    messages: Iterable[bytes],
    *,
    seconds: float = 3600,
    connections: int = CONNECTIONS,
    expected: frozenset[int] = frozenset({200}),
) -> Outcome:
    """Send ``messages`` over ``connections`` at once, for ``seconds`` or until they are used up.

    Raises:
        UnexpectedAnswerError: a status is not ``expected``.
    """
    left = _shared(messages)
    latencies: list[float] = []
    statuses: list[int] = []
    problems: list[str] = []
    start = threading.Barrier(connections + 1)
    ends: list[float] = []

    def work() -> None:
        line = Line(port)
        start.wait()
        until = time.perf_counter() + seconds
        try:
            while not problems and (began := time.perf_counter()) < until:
                message = left()
                if message is None:
                    break
                status, body = line.ask(message)
                latencies.append(time.perf_counter() - began)
                statuses.append(status)
                if status not in expected:
                    problems.append(f"{status}: {body[:1000].decode(errors='replace')}")
        except (OSError, UnexpectedAnswerError) as problem:
            problems.append(str(problem))
        finally:
            ends.append(time.perf_counter())
            line.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if problems:
        raise UnexpectedAnswerError(problems[0])
    return Outcome(len(latencies) / (max(ends) - began), latencies, statuses)


def _shared(messages: Iterable[bytes]) -> Callable[[], bytes | None]:
    each: Iterator[bytes] = iter(messages)
    lock = threading.Lock()

    def take() -> bytes | None:
        with lock:
            return next(each, None)

    return take
