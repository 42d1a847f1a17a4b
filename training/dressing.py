"""Commands as people say them and recognisers write them: addressed to somebody, begun with a filler, with a thank-you, with marks and
capitals or without. Nothing of it changes a label; the slots move along.
"""

from __future__ import annotations

import dataclasses
import random
import re
from functools import cache

from .corpus import Entity, Utterance
from .kinds import DIRECTORY

VOCATIVE, OPENING, ENDING, MARK, CAPITAL = 0.35, 0.25, 0.25, 0.5, 0.5  # how often each is put on

_QUESTION = {
    "en": re.compile(r"(what|when|where|who|why|how|which|is|are|am|do|does|did|will|would|can|could|should|has|have)\b.*|.*\bright", re.IGNORECASE),
    "zh": re.compile(r".*(吗|呢|么|什么|啥|几[点号度个天]|多少|多久|哪[里儿个家天]?|谁|怎么样|如何|不[^吧]?)"),
}


def dress(utterance: Utterance, rng: random.Random) -> Utterance:
    """A copy with some of it put on, each piece by chance; possibly the utterance as it was."""
    language = "zh" if utterance.language == "zh" else "en"
    space = "" if language == "zh" else " "
    comma = "，" if language == "zh" else ","
    question = _QUESTION[language].fullmatch(utterance.text.rstrip("。？！.?!")) is not None
    marked = rng.random() < MARK
    before, after = "", ""
    if rng.random() < VOCATIVE:
        before += rng.choice(_lines(language, "vocatives")) + (comma + space if marked else space or rng.choice(("", " ")))
    if rng.random() < OPENING:
        before += rng.choice(_lines(language, "openings")) + (comma + space if marked and rng.random() < 0.5 else space)
    if not question and rng.random() < ENDING:
        after += (comma if marked and rng.random() < 0.5 else "") + space + rng.choice(_lines(language, "endings"))
    if marked and utterance.text[-1:] not in "。？！.?!":
        after += _mark(language, question, rng)
    dressed = _around(utterance, before, after)
    return _capitalised(dressed, rng) if language == "en" and rng.random() < CAPITAL else dressed


@cache
def _lines(language: str, name: str) -> tuple[str, ...]:
    return tuple((DIRECTORY / language / f"{name}.txt").read_text(encoding="utf-8").splitlines())


def _mark(language: str, question: bool, rng: random.Random) -> str:
    if language == "zh":
        return "？" if question else rng.choice("。。。！")
    return "?" if question else rng.choice("...!")


def _around(utterance: Utterance, before: str, after: str) -> Utterance:
    entities = tuple(Entity(e.start + len(before), e.end + len(before), e.type) for e in utterance.entities)
    return dataclasses.replace(utterance, text=f"{before}{utterance.text}{after}", entities=entities)


def _capitalised(utterance: Utterance, rng: random.Random) -> Utterance:
    """As a recogniser writes English: the first letter and "I", sometimes every word or all of it."""
    text, kind = utterance.text, rng.random()
    if kind < 0.05:
        changed = text.upper()
    elif kind < 0.1:
        changed = re.sub(r"\b[a-z]", lambda m: m[0].upper(), text)
    else:
        changed = re.sub(r"\bi\b", "I", text[:1].upper() + text[1:])
    return dataclasses.replace(utterance, text=changed) if len(changed) == len(text) else utterance
