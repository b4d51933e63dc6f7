"""An HTTPS server that can fail in the ways partners' servers do."""

import contextlib
import ssl
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.sharing.peers.ledger import Peer

Answer = tuple[int, dict[str, str], bytes]
ANSWERS: dict[str, Answer] = {
    "error": (500, {}, b"no"),
    "busy": (429, {"Retry-After": "120"}, b""),
    "gone": (410, {}, b""),
    "elsewhere": (302, {"Location": "https://localhost/other"}, b""),
    "unwelcome": (401, {}, b""),
    "misread": (422, {}, b""),
}
DRIP = 0.05  # seconds between two bytes


class HttpsPeer(Peer):
    """Answers over TLS with the authority's certificate; asks for a client's where ``asks_who``."""

    asks_who = False

    def start(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.papers.server)
        if self.asks_who:
            context.load_verify_locations(self.papers.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        self.server = _Server(("127.0.0.1", self.port), _Handler)
        self.server.peer = self
        # Shake hands in the connection's own thread: one that never does must not hold the others up.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def route(self) -> dict[str, Any]:
        return {
            "url": f"https://localhost:{self.port}",
            "hosts": ["localhost"],
            "authority": self.papers.authority.read_text(),
        }

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request; header names are in lower case."""
        raise NotImplementedError


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # as servers have: of five, a sixth who calls at once waits a second
    block_on_close = False
    peer: HttpsPeer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: broken connections are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer with a body waits for an acknowledgement of its headers
    server: _Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if len(body) < int(self.headers.get("content-length") or 0):
            return  # cut off: nothing whole came
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.peer.heard += [f"{self.requestline}\n{self.headers}".encode(), body]
        fault = self.server.peer.next_fault()
        if fault in ANSWERS:
            self.say(*ANSWERS[fault])
            return
        answer = self.server.peer.answer(self.command, self.path, headers, body)
        if fault == "dripping":
            self.drip()
        elif fault == "lost":
            self.close_connection = True
            self.connection.close()
        else:
            self.say(*answer)

    do_GET = do_POST = do_PUT = answer  # noqa: N815  (the library's names)

    def say(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """Begin an answer that never ends: a byte now and then keeps each single wait short."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while True:
                self.wfile.write(b" ")
                time.sleep(DRIP)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""
