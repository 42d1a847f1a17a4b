"""What authentication and TLS cost: the same requests to a router that asks for nothing, and to one that asks for each."""

import base64
import csv
import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from server import PROGRAM, ROOT, Server

DOORS = ["none", "API key", "JWT", "TLS", "TLS, certificate"]
HANDSHAKES = ["none", "TLS", "TLS, certificate"]
WARM_UP = 1


def measure(rounds, seconds, clients):
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        with Server() as plain, Server(*files.callers) as asking, Server(*files.tls, scheme="https") as tls, \
                Server(*files.tls, *files.certificates, scheme="https") as certified:
            servers = {"none": plain, "API key": asking, "JWT": asking, "TLS": tls, "TLS, certificate": certified}
            table(f"texts over {clients} connections that stay open, by router bench", DOORS, rounds, lambda door: kept(servers[door], door, files, seconds, clients))
            table(f"a connection for each request, {clients} at a time, by ab", HANDSHAKES, rounds, lambda door: fresh(servers[door], door, files, seconds, clients))
    print("\nmedians over the rounds, in which the doors take turns; CPU: time on processors that the router takes for a request")


def table(title, doors, rounds, attempt):
    print(f"\n{title}\n\n| door | requests /s | p50 ms | p99 ms | CPU us | requests, of none | CPU us, more than none |\n|---|---|---|---|---|---|---|")
    results = {door: [] for door in doors}
    for _ in range(WARM_UP + rounds):
        for door in doors:
            results[door].append(attempt(door))
    results = {door: found[WARM_UP:] for door, found in results.items()}
    for door in doors:
        rate, p50, p99, cpu = (median(values) for values in zip(*results[door]))
        ratio = median(own[0] / none[0] for own, none in zip(results[door], results["none"]))
        more = median(own[3] - none[3] for own, none in zip(results[door], results["none"]))
        print(f"| {door} | {rate:.0f} | {p50:.2f} | {p99:.2f} | {cpu:.0f} | {ratio:.2f} | {more:.0f} |", flush=True)


def kept(server, door, files, seconds, clients):
    """The text is in the cache of encoded texts, so that what the models take hides less of what the door takes."""
    (files.folder / "text").write_text("wake me up at six tomorrow\n")
    command = ["bench", "--url", server.url, "--texts", "text", "--repeat", "--concurrency", str(clients), "--window", str(seconds), "--max-windows", "3", "--csv", "found"]
    command += {"TLS": ["--ca", "tls.pem"], "TLS, certificate": ["--ca", "tls.pem", "--cert", "tls.pem", "--key", "tls.key"]}.get(door, [])
    key = {"API key": files.key, "JWT": files.token}.get(door, "")
    used = server.cpu_seconds()
    subprocess.run(["dotnet", str(PROGRAM), *command], cwd=files.folder, env={**os.environ, "ROUTER_HOME": str(ROOT), "ROUTER_API_KEY": key}, capture_output=True, check=True)
    used = server.cpu_seconds() - used
    (found,) = csv.DictReader((files.folder / "found").read_text().splitlines())
    if found["errors"] not in ("", "0"):
        raise SystemExit(f"the door {door} does not open: {found['errors']}")
    rate = float(found["throughput_per_s"])
    # The first window warms up and is not in the figures; the router worked in it as well.
    return rate, float(found["p50_ms"]), float(found["p99_ms"]), 1e6 * used / (rate * (int(found["windows"]) + 1) * seconds)


def fresh(server, door, files, seconds, clients):
    command = ["ab", "-q", "-c", str(clients), "-t", str(3 * seconds), "-n", "10000000", *(["-E", "both.pem"] if door == "TLS, certificate" else [])]
    used = server.cpu_seconds()
    said = subprocess.run([*command, f"{server.url}/healthz"], cwd=files.folder, capture_output=True, text=True, check=True).stdout
    used = server.cpu_seconds() - used
    if "Non-2xx" in said:
        raise SystemExit(f"the door {door} does not open:\n{said}")

    def read(pattern):
        return float(re.search(pattern, said)[1])

    return read(r"Requests per second:\s+([\d.]+)"), read(r"\n\s+50%\s+(\d+)"), read(r"\n\s+99%\s+(\d+)"), 1e6 * used / read(r"Complete requests:\s+(\d+)")


class Files:
    """Keys and certificates of a test, and the settings that name them."""

    def __init__(self, folder):
        self.folder = folder
        words = subprocess.run(["dotnet", str(PROGRAM), "keys", "create", "bench", "--scopes", "route"], capture_output=True, text=True, check=True).stdout
        self.key = words.splitlines()[0].split()[1]
        (folder / "keys").write_text(words.splitlines()[1].split(maxsplit=1)[1] + "\n")
        self.token = self._token()
        self.callers = [
            f'router.security.api-keys-file="{folder}/keys"', 'router.security.jwt.issuer="bench"', 'router.security.jwt.audience="router"',
            f'router.security.jwt.keys-file="{folder}/jwks"',
        ]
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "tls.key", "-out", "tls.pem", "-days", "2",
                      "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1")
        (folder / "both.pem").write_text((folder / "tls.pem").read_text() + (folder / "tls.key").read_text())
        self.tls = [f'router.http.tls.certificate="{folder}/tls.pem"', f'router.http.tls.key="{folder}/tls.key"']
        (folder / "callers").write_text("bench cn:bench route\n")
        self.certificates = [f'router.http.tls.client-ca="{folder}/tls.pem"', f'router.security.client-certificates-file="{folder}/callers"']

    def _openssl(self, *arguments, content=None):
        return subprocess.run(["openssl", *arguments], cwd=self.folder, input=content, capture_output=True, check=True).stdout

    def _token(self):
        self._openssl("genrsa", "-out", "jwt.key", "2048")
        modulus = bytes.fromhex(self._openssl("rsa", "-in", "jwt.key", "-noout", "-modulus").decode().strip().split("=")[1])
        identity = hashlib.sha256(modulus).hexdigest()[:16]
        keys = {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": identity, "n": encode(modulus), "e": "AQAB"}]}
        (self.folder / "jwks").write_text(json.dumps(keys))
        claims = {"iss": "bench", "aud": "router", "sub": "bench", "scope": "route", "exp": int(time.time()) + 86400}
        signed = f'{encode(json.dumps({"alg": "RS256", "typ": "JWT", "kid": identity}).encode())}.{encode(json.dumps(claims).encode())}'
        return f'{signed}.{encode(self._openssl("dgst", "-sha256", "-sign", "jwt.key", content=signed.encode()))}'


def encode(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
