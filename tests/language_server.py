"""Speaks to yaml-language-server as an editor does: one file is opened, and its diagnostics are returned."""

import json
import subprocess
from pathlib import Path
from typing import Any

from limits import limited


def diagnostics(file: Path) -> list[dict[str, Any]]:
    """Return what the server reports of a file."""
    words = ["yaml-language-server", "--stdio"]
    started = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with limited(started) as server:
        try:
            root = file.parent.as_uri()
            _send(server, "initialize", {"processId": None, "rootUri": root, "capabilities": {}}, 1)
            _until(server, lambda message: message.get("id") == 1)
            _send(server, "initialized", {})
            _send(
                server, "workspace/didChangeConfiguration", {"settings": {"yaml": {"schemaStore": {"enable": False}}}}
            )
            document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": file.read_text("utf-8")}
            _send(server, "textDocument/didOpen", {"textDocument": document})
            said = _until(server, lambda message: message.get("method") == "textDocument/publishDiagnostics")
            found: list[dict[str, Any]] = said["params"]["diagnostics"]
            return found
        finally:
            server.kill()


def _send(server: "subprocess.Popen[bytes]", method: str, params: Any, number: int | None = None) -> None:
    message = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": number} if number else {})
    _write(server, message)


def _write(server: "subprocess.Popen[bytes]", message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    assert server.stdin is not None
    server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    server.stdin.flush()


def _until(server: "subprocess.Popen[bytes]", wanted: Any) -> dict[str, Any]:
    """Return the first message that is wanted; requests of the server are answered with nothing."""
    assert server.stdout is not None
    while True:
        length = 0
        while (line := server.stdout.readline().strip()) or not length:
            assert line or length, "the server ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(server.stdout.read(length))
        if wanted(message):
            return message
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", []) if isinstance(message.get("params"), dict) else []
            _write(server, {"jsonrpc": "2.0", "id": message["id"], "result": [None] * len(items) if items else None})
