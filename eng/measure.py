#!/usr/bin/env python3
"""Measures a router under loads that it is to withstand: docs/load-testing.md. Build it first (./router --help does)."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "measure"))
sys.dont_write_bytecode = True

import doors  # noqa: E402
import h2load  # noqa: E402
import memory  # noqa: E402
import overload  # noqa: E402
import refusals  # noqa: E402
import server  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("overload", help="decisions and latency at 0.8, 2 and 10 times of what it can do; needs h2load")
    one.add_argument("--rounds", type=int, default=3)
    one.add_argument("--seconds", type=int, default=15, help="of each load")
    one.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="sets a configuration key of the router; may be given several times")
    one = commands.add_parser("refusals", help="processor time that a full node takes to refuse a request; needs h2load")
    one.add_argument("--rounds", type=int, default=7)
    one.add_argument("--count", type=int, default=20000, help="requests of each kind in a round")
    one = commands.add_parser("doors", help="cost of API keys, tokens, TLS and client certificates; needs ab and openssl")
    one.add_argument("--rounds", type=int, default=5)
    one.add_argument("--seconds", type=int, default=2, help="of each of the bench's windows; a third of what ab takes")
    one.add_argument("--clients", type=int, default=8)
    one = commands.add_parser("memory", help="memory before, while and after bursts of the largest requests")
    one.add_argument("--seconds", type=int, default=20, help="of the burst")
    one.add_argument("--clients", type=int, default=8)
    one.add_argument("--idle", type=int, nargs="+", default=[10, 30, 60], help="seconds after the burst at which memory is read")
    given = parser.parse_args()
    if not server.PROGRAM.exists():
        raise SystemExit(f"there is no {server.PROGRAM}: build the router first (./router --help does)")
    if given.command == "overload":
        h2load.require("h2load", "nghttp2-client")
        overload.measure(given.rounds, given.seconds, given.set)
    elif given.command == "refusals":
        h2load.require("h2load", "nghttp2-client")
        if not refusals.BENCHMARKS.exists():
            raise SystemExit(f"there is no {refusals.BENCHMARKS}: dotnet build bench/Router.Benchmarks -c Release builds it")
        refusals.measure(given.rounds, given.count)
    elif given.command == "doors":
        h2load.require("ab", "apache2-utils")
        h2load.require("openssl", "openssl")
        doors.measure(given.rounds, given.seconds, given.clients)
    else:
        memory.measure(given.seconds, given.clients, given.idle)


if __name__ == "__main__":
    main()
