"""Line charts as SVG: what a training run leaves to look at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 720, 240, 60, 46, 62
LEGEND = 170
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#b58900", "#5f6b6d", "#00798c", "#a4036f")


@dataclass(frozen=True)
class Line:
    """A named line through points (x, y)."""

    name: str
    points: list[tuple[float, float]]


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at most ``low`` to at least ``high``, about ``wanted`` of them."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    power = 10.0 ** math.floor(math.log10((high - low) / wanted))
    step = min((power * factor for factor in (1, 2, 2.5, 5, 10)), key=lambda s: abs((high - low) / s - wanted))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def write_plot(path: Path, title: str, x_title: str, panels: list[tuple[str, list[Line]]]) -> None:
    """One panel below the other with a common x axis title; a panel without points is left empty."""
    height = TOP + len(panels) * (HEIGHT + GAP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + LEGEND}" height="{height}" '
             f'font-family="sans-serif" font-size="12">',
             f'<rect width="100%" height="100%" fill="white"/><text x="{LEFT}" y="20" font-size="16">{escape(title)}</text>']
    for number, (name, lines) in enumerate(panels):
        parts += _panel(TOP + number * (HEIGHT + GAP), name, x_title, [line for line in lines if line.points])
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def _panel(top: int, name: str, x_title: str, lines: list[Line]) -> list[str]:
    xs = [x for line in lines for x, _ in line.points] or [0.0]
    ys = [y for line in lines for _, y in line.points] or [0.0]
    x_ticks, y_ticks = ticks(min(0.0, *xs), max(xs)), ticks(min(ys), max(ys))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - x_ticks[0]) / (x_ticks[-1] - x_ticks[0])
        up = (y - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
        return round(LEFT + across * WIDTH, 1), round(top + (1 - up) * HEIGHT, 1)

    parts = [f'<text x="{LEFT}" y="{top - 8}">{escape(name)}</text>']
    for value in y_ticks:
        _, y = place(x_ticks[0], value)
        parts.append(f'<path d="M{LEFT} {y}h{WIDTH}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>')
    for value in x_ticks:
        x, _ = place(value, y_ticks[0])
        parts.append(f'<text x="{x}" y="{top + HEIGHT + 16}" text-anchor="middle">{value:g}</text>')
    parts.append(f'<text x="{LEFT + WIDTH / 2:g}" y="{top + HEIGHT + 32}" text-anchor="middle">{escape(x_title)}</text>')
    for index, line in enumerate(lines):
        colour = COLOURS[index % len(COLOURS)]
        points = [place(x, y) for x, y in line.points]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="'
                     + " ".join(f"{x},{y}" for x, y in points) + '"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="2" fill="{colour}"/>' for x, y in points[:: max(1, len(points) // 40)]]
        y = top + 14 + 18 * index
        parts.append(f'<text x="{LEFT + WIDTH + 12}" y="{y}" fill="{colour}">{escape(line.name)}</text>')
    return parts


def write_reliability(path: Path, title: str, report: dict[str, Any]) -> None:
    """The rows of ``calibration.reliability`` as a picture: how often scores of a height are right, beside what they say."""
    rows = report["rows"]
    lines = [Line("right", [(score, share) for score, share, _ in rows]), Line("as the score says", [(0.0, 0.0), (1.0, 1.0)])]
    write_plot(path, f"{title}: expected calibration error {report['expected_calibration_error']:.3f}", "mean score", [("share that is right", lines)])
