"""Load by h2load, the load tool of nghttp2."""

import json
import math
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

TEXT = "wake me up at six tomorrow"

# Seconds at the beginning that do not count.
WARM_UP = 1
PARTS = 16

# Connections for each request a second in an open loop, and at least: so many that one hardly ever waits for an answer when its next request is due.
OPEN_EACH = 0.5
OPEN_LEAST = 32


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


def run(url, seconds, clients=None, rate=None, probe=False):
    """Sends requests over HTTP/1.1, one at a time on each connection.

    clients: connections; at a rate, unless given, so many that hardly any waits. probe: asks /healthz instead of having a text routed.
    rate: requests per second, all clients together; None for as fast as the answers come. The clients of one h2load send all at the same moment, again and again:
    at a rate there are several of it, which begin one after the other, so that requests come apart."""
    clients = clients or max(OPEN_LEAST, round(rate * OPEN_EACH))
    parts = min(PARTS, clients) if rate else 1
    each = max(1, round(clients / parts))
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "body.json")
        content.write_text(json.dumps({"text": TEXT}))
        logs = [Path(folder, f"log{part}") for part in range(parts)]
        before, processes = children_seconds(), []
        for log in logs:
            command = ["h2load", "--h1", "-t", "1", "-c", str(each), "--log-file", str(log), "-T", "30", "-N", "30", "-D", str(seconds), "--warm-up-time", str(WARM_UP)]
            command += [url + "/healthz"] if probe else ["-d", str(content), "-H", "content-type: application/json", url + "/v1/route"]
            if rate:
                command += ["--rps", f"{rate / parts / each:.6f}"]
            processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            if rate:
                time.sleep(parts * each / rate / parts)
        if any(process.wait() != 0 for process in processes) or not all(log.exists() for log in logs):
            raise SystemExit("h2load failed")
        took = children_seconds() - before
        lines = [line.split("\t") for log in logs for line in log.read_text().splitlines()]
    return summarise(lines, seconds, took / (seconds + WARM_UP))


def run_beside(url, seconds, clients, probes):
    """The closed loop of `run` while others ask for so many probes a second; `tool` is what both take."""
    before = children_seconds()
    with ThreadPoolExecutor(1) as others:
        beside = others.submit(run, url, seconds, rate=probes, probe=True)
        result = run(url, seconds, clients)
        answered = beside.result().good
    return replace(result, tool=(children_seconds() - before) / (seconds + WARM_UP)), answered


def children_seconds():
    """Time on processors of all load tools that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
