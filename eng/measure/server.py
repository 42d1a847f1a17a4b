"""A router in a process of its own, on free ports of this machine."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "src/Router.Tools/bin/Release/net10.0/router.dll"
STARTS_WITHIN_S = 120

# All load comes from one address; texts are not to be answered from the cache, as the load tool sends the same one again and again.
SETTINGS = [
    "router.http.max-connections=8192",
    "router.http.max-connections-per-address=8192",
    "router.admin.enabled=on",
    "router.log.level=warning",
]
WITHOUT_CACHE = "router.backbone-defaults.cache.enabled=off"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def cpu_seconds(pid):
    """Time on processors that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """Runs until the end of a `with` block; ready at its beginning."""

    def __init__(self, *settings, scheme="http"):
        http, grpc, admin = free_ports(3)
        self.url = f"{scheme}://127.0.0.1:{http}"
        self._ready = f"http://127.0.0.1:{admin}/readyz"
        arguments = ["serve", "--port", str(http), "--grpc-port", str(grpc)]
        for setting in [*SETTINGS, f"router.admin.port={admin}", *settings]:
            arguments += ["--set", setting]
        self._log = tempfile.TemporaryFile()
        environment = {**os.environ, "ROUTER_HOME": str(ROOT)}
        self._process = subprocess.Popen(["dotnet", str(PROGRAM), *arguments], stdout=self._log, stderr=self._log, env=environment)

    def __enter__(self):
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self._process.kill()
                self._log.seek(0)
                raise SystemExit("the router does not start:\n" + self._log.read().decode(errors="replace"))
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def resident_mib(self):
        """Memory of the process that is in RAM."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise SystemExit("the router has ended")

    def cpu_seconds(self):
        """Time on processors so far."""
        return cpu_seconds(self._process.pid)

    def _is_ready(self):
        try:
            with urllib.request.urlopen(self._ready, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False
