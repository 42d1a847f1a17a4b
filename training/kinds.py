"""Sentences of the kinds in `training/data/kinds`: forbidden, reported, all but one, opposite, corrected."""

from __future__ import annotations

import random
from pathlib import Path

from . import grammar
from .corpus import REJECT, Utterance, utterance_of
from .mapped import subsystem_of
from .sets import plain_key

DIRECTORY = Path(__file__).parent / "data" / "kinds"
KINDS = ("negation", "reported", "exception", "opposite", "correction")
LANGUAGES = ("en", "zh")
OTHER = "other_"  # sections to be rejected by every subsystem


def sample_kind(kind: str, language: str, count: int, seed: int) -> list[Utterance]:
    """Distinct samples of a kind, at most ``count``; subsystem and intent are ``reject`` where every subsystem must reject."""
    loaded = grammar.load(DIRECTORY / language, kind)
    rows = loaded.sample(random.Random(f"{seed}/{language}/{kind}"), count)
    utterances = [_utterance(row, language, f"kinds/{language}/{kind}.grammar") for row in rows]
    return list({plain_key(u.text): u for u in reversed(utterances)}.values())


def _utterance(row: dict, language: str, where: str) -> Utterance:
    intent = row["intent"].rstrip("!")
    subsystem = REJECT if intent.startswith(OTHER) else subsystem_of(intent)
    record = _single_spaced(row) | {
        "intent": REJECT if subsystem == REJECT else intent, "negated": row["intent"].endswith("!"), "sampled": True}
    return utterance_of(record, subsystem, language, where)


def _single_spaced(row: dict) -> dict:
    """Text and entities without the spaces that empty alternatives leave, at the ends or twice inside."""
    text, places, kept = row["text"], [0], ""
    for at, character in enumerate(text):
        if character != " " or (kept and not kept.endswith(" ") and text[at:].strip()):
            kept += character
        places.append(len(kept))
    entities = [
        {"start": places[e["start"]], "end": places[e["end"]], "type": e["type"].rstrip("!"), "excluded": e["type"].endswith("!")}
        for e in row["entities"]]
    return {"text": kept, "entities": entities}
