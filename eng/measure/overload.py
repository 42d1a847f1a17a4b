"""More load than a router can take, from a tool that knows nothing of it: what it still decides, and how long that takes."""

import os
from collections import defaultdict
from statistics import median

from h2load import run, run_beside
from server import Server, WITHOUT_CACHE

LOADS = [0.8, 2, 10]

# In the closed loop as many as fill the router's batches, and more, of which the better counts.
CLOSED = [48, 112]

# What is asked ten times over saturation is refused nine times of ten. Where that many are probes instead, answered by the web server and by nothing else, what is left for
# decisions is what no refusal could improve on.
PROBES = 9


def measure(rounds, seconds, settings):
    print(f"saturation in closed loops of {CLOSED[0]} and {CLOSED[1]} connections, then open loops at fixed rates; {rounds} rounds, {seconds} s each\n")
    print("| round | load | asked /s | decided /s | refused /s | no answer /s | p50 ms | p99 ms | h2load CPUs |")
    print("|---|---|---|---|---|---|---|---|---|")
    kept, left, slower = defaultdict(list), defaultdict(list), defaultdict(list)
    processors = os.cpu_count()
    with Server(WITHOUT_CACHE, *settings) as server:
        run(server.url, seconds=5, clients=400, rate=400)  # The compiler's turn.
        for number in range(1, rounds + 1):
            best = max((run(server.url, seconds, clients=clients) for clients in CLOSED), key=lambda result: result.good)
            show(number, "saturation", best.good, best)
            found = {}
            for load in LOADS:
                found[f"{load:g}x"] = run(server.url, seconds, rate=load * best.good)
                show(number, f"{load:g}x", load * best.good, found[f"{load:g}x"])
            found["probes"], answered = run_beside(server.url, seconds, CLOSED[0], PROBES * best.good)
            show(number, f"saturation and {answered:.0f} probes", best.good, found["probes"])
            calm = found[f"{LOADS[0]:g}x"]
            for load, result in found.items():
                kept[load].append(result.good / best.good)
                left[load].append(kept[load][-1] * (processors - best.tool) / (processors - result.tool))
                slower[load].append(result.p99 / calm.p99)
    print("\n| load | decided, of saturation | the same, of the processors that h2load left | p99, of that at 0.8x |\n|---|---|---|---|")
    for load in kept:
        print(f"| {load} | {median(kept[load]):.2f} | {median(left[load]):.2f} | {median(slower[load]):.2f} |")
    print(f"\nmedians over the rounds; wanted at 10x: at least 0.95, and at most 3. probes: saturation while {PROBES} times as many ask for /healthz")


def show(number, load, rate, result):
    print(
        f"| {number} | {load} | {rate:.0f} | {result.good:.1f} | {result.refused:.1f} | {result.failed:.1f} | {result.p50:.1f} | {result.p99:.1f} | {result.tool:.2f} |",
        flush=True)
