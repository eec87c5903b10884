"""An agent that answers over HTTP and needs nothing but Python 3.9 or newer: `python3 agent.py`.

All that Berth asks of an agent is here: it listens on PORT (8000), says on /health whether it is well, and ends quickly
on SIGTERM. Berth strips /agent/<name> before a call arrives, so links in pages are relative.
"""

import base64
import html
import json
import os
import signal
import socket
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

NAME = os.environ.get("AGENT_NAME", "agent")
PORT = int(os.environ.get("PORT", "8000"))
STARTED = time.monotonic()
BODY_LIMIT = 1024 * 1024
STREAM_LIMIT = 10_000
LONGEST_INTERVAL = 60
LINGER = 5  # seconds without a byte, after which a refused caller is left

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>
  :root {{ color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }}
  body {{ max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }}
  h1 {{ font-weight: 600; margin: 0 }}
  p {{ margin: .5rem 0 1.5rem; opacity: .75 }}
  a {{ margin-right: 1.25rem }}
</style>
<h1>{name}</h1>
<p>{calls} calls in {uptime} seconds.</p>
<a href="stream">stream</a> <a href="echo">echo</a> <a href="health">health</a>
</html>
"""


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def add(self):
        with self._lock:
            self.value += 1


class BadRequest(Exception):
    """A call that cannot be answered, with the status and the sentence that say why."""

    def __init__(self, status, why, allow=None):
        super().__init__(why)
        self.status = status
        self.allow = allow


calls = Counter()


class Agent(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open between calls
    disable_nagle_algorithm = True  # or answers wait up to 40 ms for the client's ACK

    def handle_call(self):
        """One call: counted (unless it only asks for health), answered, and told in one line of the log."""
        begun = time.monotonic()
        self.status = "-"
        self.path_only, _, self.query = self.path.partition("?")
        if self.path_only != "/health":
            calls.add()
        try:
            self.answer_or_refuse()
        except OSError as error:
            self.close_connection = True
            log(f"the caller went away: {error}")
        finally:
            millis = int(1000 * (time.monotonic() - begun))
            log(f"{self.command} {self.path!a} {self.status} {millis} ms".replace("'", ""))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_call

    def answer_or_refuse(self):
        try:
            self.answer()
        except BadRequest as refusal:
            headers = {"Allow": refusal.allow} if refusal.allow else {}
            self.close_connection = True  # what is left of the body would look like the next call
            self.send_json(refusal.status, {"error": str(refusal)}, headers)
            self.linger()

    def answer(self):
        if self.path_only == "/echo" or self.path_only.startswith("/echo/"):
            return self.echo()
        routes = {
            "/": (self.index, ["GET", "HEAD"]),
            "/health": (lambda: self.send_json(200, {"status": "ok"}), ["GET", "HEAD"]),
            "/stream": (self.stream, ["GET"]),
            "/chat": (self.chat, ["POST"]),
        }
        if self.path_only not in routes:
            raise BadRequest(404, f"nothing is at {self.path_only}; try /, /health, /stream, /echo, /chat")
        action, methods = routes[self.path_only]
        if self.command not in methods:
            raise BadRequest(405, f"this takes {', '.join(methods)}", allow=", ".join(methods))
        action()

    def index(self):
        """Who this is and how it does: a page for a browser, JSON for a program."""
        uptime = int(time.monotonic() - STARTED)
        if "text/html" in self.headers.get("Accept", ""):
            page = PAGE.format(name=html.escape(NAME), calls=calls.value, uptime=uptime)
            self.send(200, "text/html; charset=utf-8", page)
        else:
            self.send_json(200, {"name": NAME, "language": "python", "calls": calls.value, "uptime_seconds": uptime})

    def echo(self):
        """What arrived, as it arrived."""
        body = self.body()
        headers = {}
        for name, value in self.headers.items():
            headers.setdefault(name, []).append(value)
        answer = {"method": self.command, "path": self.path_only, "query": self.query or None, "headers": headers}
        try:
            answer["body"] = body.decode()
        except UnicodeDecodeError:
            answer["body_base64"] = base64.b64encode(body).decode()
        self.send_json(200, answer)

    def stream(self):
        """Counts to `n`, one server-sent event every `interval` seconds."""
        n = int(self.number("n", 10, STREAM_LIMIT))
        interval = self.number("interval", 1, LONGEST_INTERVAL)
        self.status = 200
        self.close_connection = True  # the end of the connection is the end of the stream
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        for count in range(1, n + 1):
            self.wfile.write(f"id: {count}\ndata: {count}\n\n".encode())
            if count < n:
                time.sleep(interval)

    def chat(self):
        """The place for a model: this one only repeats what it hears."""
        try:
            message = json.loads(self.body())
        except ValueError as error:
            raise BadRequest(400, f"the body is not JSON: {error}") from error
        content = message.get("content") if isinstance(message, dict) else None
        if not isinstance(content, str):
            raise BadRequest(400, 'the body must be like {"content": "hello"}')
        self.send_json(200, {"role": "assistant", "content": f"{NAME} heard: {content}"})

    def linger(self):
        """Drops what still arrives of a refused call: closing on unread bytes would reset the answer on its way."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(LINGER)
        while self.rfile.read1(65536):
            pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self.chunked_body()
        length = int(self.headers.get("Content-Length", 0))
        if length > BODY_LIMIT:
            raise BadRequest(413, f"a body may have {BODY_LIMIT} bytes")
        return self.rfile.read(length)

    def chunked_body(self):
        """http.server leaves the chunks of a body to the handler."""
        body = b""
        while size := int(self.rfile.readline(100).split(b";")[0], 16):
            if len(body) + size > BODY_LIMIT:
                raise BadRequest(413, f"a body may have {BODY_LIMIT} bytes")
            body += self.rfile.read(size)
            self.rfile.readline(100)
        while self.rfile.readline(8192).strip():
            pass  # trailers
        return body

    def number(self, name, preset, limit):
        text = parse_qs(self.query).get(name, [str(preset)])[0]
        try:
            value = float(text)
        except ValueError:
            value = -1
        if not 0 <= value <= limit:
            raise BadRequest(400, f"{name} must be a number from 0 to {limit}")
        return value

    def send_json(self, status, answer, headers=()):
        self.send(status, "application/json", json.dumps(answer) + "\n", headers)

    def send(self, status, content_type, text, headers=()):
        self.status = status
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name in headers:
            self.send_header(name, headers[name])
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        """The line of http.server's own; handle_call writes a better one."""


def log(line):
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    print(now, line, flush=True)


class Server(ThreadingHTTPServer):
    request_queue_size = 128


def stop(*_):
    log(f"stopping after {calls.value} calls")
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)  # the first process of a container has no handler of its own
server = Server(("", PORT), Agent)
log(f"{NAME} listens on port {server.server_address[1]}")
server.serve_forever()
