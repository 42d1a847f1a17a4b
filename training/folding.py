"""Traditional Chinese characters folded to simplified ones, so that one vocabulary and one set of training texts serves both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "folding" / "traditional.txt"


def read_table(path: Path = TABLE) -> dict[str, str]:
    """Simplified character of each traditional one; a line that is not two characters, or a second choice, is a ValueError."""
    pairs: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        if len(line) != 2 or line[0] in pairs:
            raise ValueError(f"{path}:{number}: expected a traditional and its simplified character, each traditional one once")
        pairs[line[0]] = line[1]
    return pairs


@cache
def _translation() -> dict[int, str]:
    return str.maketrans(read_table())


def fold(text: str) -> str:
    """The text with simplified characters; as long as it was, so offsets stay."""
    return text.translate(_translation())
