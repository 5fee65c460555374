"""Pages in a real browser: as they are when their scripts have run, and with clicks on them."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
import websocket

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 60

needs_a_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium; on Debian: apt install chromium"
)

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
)
_SERVER = (  # what `jupyter server` begins, without what takes long (see nbgrader_import.py)
    "import sys; sys.modules['rfc3987_syntax'] = None\n"
    "from jupyter_server.serverapp import main; main()"
)
_FORMGRADER = "nbgrader.server_extensions.formgrader"


class Browser:
    """A page that a test looks at and clicks on."""

    def __init__(self, channel: websocket.WebSocket) -> None:
        self._channel = channel
        self._calls = 0

    def open(self, address: str) -> None:
        """Go to a page."""
        self._call("Page.navigate", url=address)

    def wait_for(self, expression: str) -> object:
        """The value of a JavaScript expression as soon as it is true; asked at each change."""
        script = f"""new Promise(resolve => {{
            let observer = null;
            const look = () => {{
                const value = {expression};
                if (value) {{ observer.disconnect(); resolve(value); }}
            }};
            observer = new MutationObserver(look);
            observer.observe(document, {{subtree: true, childList: true, attributes: true}});
            look();
        }})"""
        return self._value_of(script)

    def loaded(self, address: str) -> str:
        """Go to a page; its HTML when it is loaded, and what that has begun is done."""
        self.open(address)
        html = self._value_of("""new Promise(resolve => {
            const after = () => setTimeout(() => resolve(document.documentElement.outerHTML));
            if (document.readyState == "complete") after(); else addEventListener("load", after);
        })""")
        assert isinstance(html, str)
        return html

    def looks_like(self, width: int, scheme: str) -> None:
        """Show pages in a window of this width, `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", features=[feature])
        phone = width < 500
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": phone}
        self._call("Emulation.setDeviceMetricsOverride", **size)

    def value_of(self, expression: str) -> object:
        """The value of a JavaScript expression."""
        return self._value_of(f"Promise.resolve({expression})")

    def barriers(self) -> object:
        """What axe-core finds that keeps somebody from using the page; all that folds is open."""
        source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
        self._call("Runtime.evaluate", expression=source)
        return self._value_of("""(async () => {
            document.querySelectorAll("details").forEach(one => one.open = true);
            const found = (await axe.run()).violations;
            return found.map(one => `${one.id}: ${one.nodes[0].html}`);
        })()""")

    def _value_of(self, promise: str) -> object:
        answer = self._call(
            "Runtime.evaluate", expression=promise, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"]["value"]

    def _call(self, method: str, **parameters: object) -> dict:
        self._calls += 1
        call = {"id": self._calls, "method": method, "params": parameters}
        self._channel.send(json.dumps(call))
        while True:
            answer = json.loads(self._channel.recv())
            if answer.get("id") == self._calls:
                assert "result" in answer, answer
                return answer["result"]


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with an empty page."""
    flags = f"{_FLAGS} --remote-debugging-port=0 --remote-allow-origins=* --user-data-dir={profile}"
    command = [str(CHROMIUM), *flags.split(), "about:blank"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        try:
            said = next(line for line in process.stderr if "DevTools listening on" in line)
            port = said.split("://")[1].split("/")[0]
            with urllib.request.urlopen(f"http://{port}/json/list", timeout=SECONDS) as pages:
                [page] = [page for page in json.load(pages) if page["type"] == "page"]
            channel = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=SECONDS)
            yield Browser(channel)
            channel.close()
        finally:
            process.kill()
            process.stderr.close()


@contextmanager
def formgrader(root: Path, *extensions: str) -> Iterator[str]:
    """nbgrader's formgrader in a Jupyter server on a port of its own; its address."""
    with jupyter_server(root, _FORMGRADER, *extensions) as (address, _):
        yield f"{address}/formgrader"


def _wait_until_it_listens(port: int, server: subprocess.Popen) -> None:
    """It says its address a moment before it accepts connections."""
    while server.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return


@contextmanager
def jupyter_server(root: Path, *extensions: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """A Jupyter server on a port of its own, with these extensions: its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-c", _SERVER, "--allow-root", "--no-browser"),
        *(f"--port={port}", "--port-retries=0", "--IdentityProvider.token="),
        f"--ServerApp.jpserver_extensions={dict.fromkeys(extensions, True)}",
    ]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            assert server.stderr
            for line in server.stderr:
                if f"{address}/" in line:
                    break
            else:
                pytest.fail("the Jupyter server did not start")
            Thread(target=server.stderr.read, daemon=True).start()  # else it would wait for us
            _wait_until_it_listens(port, server)
            yield address, server
        finally:
            server.terminate()
