"""What a full router takes to refuse a request, on processors: beside the answer to a probe, which is what the web server itself takes."""

import json
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from h2load import TEXT
from server import ROOT, cpu_seconds

BENCHMARKS = ROOT / "bench/Router.Benchmarks/bin/Release/net10.0/Router.Benchmarks.dll"
CONNECTIONS = 32

# The first rounds are the compiler's.
WARM_UP = 3


def measure(rounds, count):
    with tempfile.TemporaryDirectory() as folder, FullNode() as node:
        body, message = Path(folder, "body.json"), Path(folder, "message")
        body.write_text(json.dumps({"text": TEXT}))
        written = b"\x0a" + bytes([len(TEXT)]) + TEXT.encode()
        message.write_bytes(b"\0" + len(written).to_bytes(4, "big") + written)
        asked = {
            "HTTP": ["--h1", "-d", str(body), "-H", "content-type: application/json", node.http + "/v1/route"],
            "gRPC": ["-d", str(message), "-H", "content-type: application/grpc", "-H", "te: trailers", node.grpc + "/router.v1.Router/Route"],
            "probe": ["--h1", node.http + "/healthz"],
        }
        found = {name: [] for name in asked}
        for number in range(WARM_UP + rounds):
            for name, arguments in asked.items():
                used = node.cpu_seconds()
                subprocess.run(["h2load", "-t", "1", "-c", str(CONNECTIONS), "-n", str(count), *arguments], stdout=subprocess.DEVNULL, check=True)
                if number >= WARM_UP:
                    found[name].append(1e6 * (node.cpu_seconds() - used) / count)
    print("| refused | CPU us of each, median | least | most |\n|---|---|---|---|")
    for name, times in found.items():
        print(f"| {name} | {median(times):.1f} | {min(times):.1f} | {max(times):.1f} |")
    print(f"\n{rounds} rounds of {count} over {CONNECTIONS} connections; probe: GET /healthz, which is answered")


class FullNode:
    """Refuses everything until the end of a `with` block."""

    def __enter__(self):
        self._process = subprocess.Popen(["dotnet", str(BENCHMARKS), "full"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.http, self.grpc = self._process.stdout.readline().split()
        return self

    def __exit__(self, *_):
        self._process.communicate("\n", timeout=60)

    def cpu_seconds(self):
        return cpu_seconds(self._process.pid)
