"""Which language a text is in."""

from __future__ import annotations

import re

LANGUAGES = ("en", "zh")
_HAN = re.compile(r"[\u3400-\u9fff]")


def language_of(text: str) -> str:
    """``zh`` for a text with a Chinese character, else ``en``."""
    return "zh" if _HAN.search(text) else "en"
