"""An utterance cut at its slots, and joined again."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from .corpus import Entity
from .pool import HEADS, Example


@dataclass(frozen=True)
class Segment:
    """A piece of text outside any slot, or the value of one."""

    text: str
    type: str | None
    excluded: bool = False


def segments(example: Example) -> list[Segment]:
    """The utterance cut at its slots."""
    result, position = [], 0
    for entity in example.entities:
        if entity.start > position:
            result.append(Segment(example.text[position : entity.start], None))
        result.append(Segment(example.text[entity.start : entity.end], entity.type, entity.excluded))
        position = entity.end
    return result + ([Segment(example.text[position:], None)] if position < len(example.text) else [])


def slot_values(pool: list[Example]) -> dict[tuple[str, str], list[str]]:
    """Of each source and slot type the different values that its training utterances have."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for example in pool:
        if example.part == HEADS and example.view == 0:
            for part in segments(example):
                if part.type is not None:
                    found.setdefault((example.source, part.type), {})[part.text] = None
    return {key: list(values) for key, values in found.items()}


def joined(example: Example, parts: list[Segment]) -> Example:
    """The example with the text and slots of ``parts``; empty values are no slots."""
    text, entities = "", []
    for part in parts:
        if part.type is not None and part.text:
            entities.append(Entity(len(text), len(text) + len(part.text), part.type, part.excluded))
        text += part.text
    return dataclasses.replace(example, text=text, entities=tuple(entities))
