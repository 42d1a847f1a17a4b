"""What a router holds before, while and after it is sent the largest requests that it takes, and how much of that it gives back."""

import json
import threading
import time
import urllib.error
import urllib.request

from server import Server, WITHOUT_CACHE

TEXTS, LENGTH = 256, 512
WORD = "please "


def measure(seconds, clients, idle):
    texts = [(f"{number} " + WORD * (LENGTH // len(WORD)))[:LENGTH].rstrip() for number in range(TEXTS)]
    body = json.dumps({"texts": texts, "timeoutMs": 30000}).encode()
    print(f"{clients} clients send lists of {TEXTS} texts of {LENGTH} characters for {seconds} s\n\n| when | resident MiB |\n|---|---|")
    with Server(WITHOUT_CACHE) as server:
        for _ in range(20):
            post(server, json.dumps({"text": texts[0]}).encode())
        before = tell("before", server)
        until, peak = time.monotonic() + seconds, [before]
        found = []
        threads = [threading.Thread(target=repeat, args=(server, body, until, found)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            peak[0] = max(peak[0], server.resident_mib())
            time.sleep(0.2)
        print(f"| most, while | {peak[0]:.0f} |", flush=True)
        answered = sum(found)
        tell("at the end of it", server)
        started = time.monotonic()
        for after in idle:
            time.sleep(max(0, started + after - time.monotonic()))
            last = tell(f"{after} s later", server)
        print(f"\n{answered} lists were answered, {len(found) - answered} refused; given back {100 * (peak[0] - last) / max(1, peak[0] - before):.0f} % of what the burst took")


def repeat(server, body, until, found):
    while time.monotonic() < until:
        found.append(post(server, body))


def post(server, body):
    request = urllib.request.Request(server.url + "/v1/route", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return True
    except urllib.error.HTTPError as refused:
        if refused.code not in (429, 503, 504):
            raise SystemExit(f"{refused.code}: {refused.read().decode(errors='replace')}") from refused
        time.sleep(0.1)
        return False


def tell(when, server):
    mib = server.resident_mib()
    print(f"| {when} | {mib:.0f} |", flush=True)
    return mib
