"""Other people's sets under our intents and slot types, by the maps in ``training/data/maps``."""

from __future__ import annotations

from pathlib import Path

from .corpus import Utterance


def load_mapped(data: Path, maps: Path, language: str) -> dict[str, list[Utterance]]:
    """The mapped utterances of every set in this language, by the set's name; what a map gives to nobody has the subsystem ``reject``."""
    return {}
