"""A client of `quizapp mcp`: a real process, a line for each message."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from limits import END_SECONDS, limited

STATELESS = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


class Client:
    """Sends messages and reads the lines that come back."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process, self._id = process, 0

    def send(self, *lines: bytes) -> None:
        """Send lines as they are."""
        assert self.process.stdin
        self.process.stdin.write(b"".join(line + b"\n" for line in lines))
        self.process.stdin.flush()

    def line(self) -> dict[str, Any]:
        """Return the next line of the server."""
        assert self.process.stdout
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the response to a request."""
        self._id += 1
        message = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params or {}}
        self.send(json.dumps(message).encode())
        found = self.line()
        assert found["id"] == self._id
        return found

    def greet(self) -> None:
        """Do the handshake of 2025-11-25."""
        assert "result" in self.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}})
        self.send(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')

    def call(self, tool: str, **given: Any) -> dict[str, Any]:
        """Return what a tool returned, or its error."""
        result: dict[str, Any] = self.request("tools/call", {"name": tool, "arguments": given})["result"]
        found: dict[str, Any] = result["structuredContent"]
        assert json.loads(result["content"][0]["text"]) == found
        assert result["isError"] == ("error" in found or found.get("written") is False)
        return found

    def end(self) -> tuple[int, bytes]:
        """Close the input; return the exit code and what the server still wrote."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        return self.process.wait(END_SECONDS), self.process.stdout.read()


@contextmanager
def connected(environ: Mapping[str, str], *words: str) -> Iterator[Client]:
    """Start the server and greet it."""
    command = [sys.executable, "-m", "quizapp", "mcp", *words]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environ))
    with limited(process):
        client = Client(process)
        try:
            client.greet()
            yield client
        finally:
            if process.stdin and not process.stdin.closed:
                process.stdin.close()
            process.wait(END_SECONDS)
