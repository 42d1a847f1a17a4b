"""Load by h2load, the load tool of nghttp2."""

import json
import math
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

TEXT = "wake me up at six tomorrow"


def require(tool, package):
    if shutil.which(tool) is None:
        raise SystemExit(f"{tool} is missing: install it first (Debian: apt-get install {package})")


@dataclass
class Result:
    """What h2load saw.

    good and refused: answers per second, 2xx and all others; p50 and p99: milliseconds of those that are 2xx; failed: requests per second
    without an answer; tool: processors that h2load took."""

    good: float
    refused: float
    failed: float
    p50: float
    p99: float
    statuses: dict
    tool: float


def percentile(sorted_values, share):
    """The smallest value that no more than 1 - share of all exceed."""
    return sorted_values[max(0, math.ceil(share * len(sorted_values)) - 1)] if sorted_values else math.nan


def run(url, seconds, clients, rate=None, path="/v1/route", headers=(), body=None, warm_up=1, requests=None):
    """Sends requests over HTTP/1.1, one at a time on each connection.

    rate: requests per second, all clients together; None for as fast as the answers come. requests: how many instead of for how long."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        command = ["h2load", "--h1", "-t", "1", "-c", str(clients), "--log-file", str(log), "-T", "30", "-N", "30"]
        command += ["-n", str(requests)] if requests else ["-D", str(seconds), "--warm-up-time", str(warm_up)]
        if rate:
            command += ["--rps", f"{rate / clients:.6f}"]
        if path == "/v1/route":
            content = Path(folder, "body.json")
            content.write_text(json.dumps(body or {"text": TEXT}))
            command += ["-d", str(content), "-H", "content-type: application/json"]
        for header in headers:
            command += ["-H", header]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = subprocess.run([*command, url + path], capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if ended.returncode != 0 or not log.exists():
            raise SystemExit(f"h2load failed:\n{ended.stdout}{ended.stderr}")
        lines = [line.split("\t") for line in log.read_text().splitlines()]
    return summarise(lines, seconds, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (seconds + warm_up))


def summarise(lines, seconds, tool):
    """lines: start, status and microseconds of each request."""
    times, statuses = [], {}
    for _, status, took in lines:
        statuses[status] = statuses.get(status, 0) + 1
        if status.startswith("2"):
            times.append(int(took) / 1000)
    times.sort()
    answered = sum(count for status, count in statuses.items() if status != "-1")
    return Result(
        len(times) / seconds, (answered - len(times)) / seconds, statuses.get("-1", 0) / seconds,
        percentile(times, 0.5), percentile(times, 0.99), statuses, tool)
