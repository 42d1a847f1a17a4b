"""Sentences of the kinds in `training/data/kinds`: forbidden, reported, all but one, opposite, corrected."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import grammar
from .corpus import REJECT, Entity, Utterance
from .mapped import subsystem_of

DIRECTORY = Path(__file__).parent / "data" / "kinds"
KINDS = ("negation", "reported", "exception", "opposite", "correction")
NEGATED, EXCLUDED, OTHER = "negated__", "excluded__", "other_"


@dataclass(frozen=True)
class KindSample:
    """An utterance of a kind; its subsystem and intent are ``reject`` where every subsystem must reject it."""

    utterance: Utterance
    kind: str

    @property
    def negated(self) -> bool:
        """Understood, and not to be done."""
        return self.utterance.negated

    @property
    def excluded(self) -> tuple[Entity, ...]:
        """Those of the utterance's entities that must be left alone."""
        return tuple(e for e in self.utterance.entities if e.excluded)


def sample_kinds(language: str, per_kind: int, seed: int, held_out: Iterable[str] = ()) -> list[KindSample]:
    """Distinct samples of every kind, up to ``per_kind`` each; none says the same as a text of ``held_out``, marks and case aside."""
    taken = {plain(text) for text in held_out}
    result = []
    for kind in KINDS:
        loaded = grammar.load(DIRECTORY / language, kind)
        for row in loaded.sample(random.Random(f"{seed}/{language}/{kind}"), per_kind):
            sample = _sample(row, kind, language)
            key = plain(sample.utterance.text)
            if key not in taken:
                taken.add(key)
                result.append(sample)
    return result


def plain(text: str) -> str:
    """The text without marks, spaces and case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def signs_read(row: dict) -> dict:
    """A sample of a grammar without the prefixes of its intent and slot types: they say that it forbids and that a value is an exception."""
    entities = [{**e, "type": e["type"].removeprefix(EXCLUDED), "excluded": e["type"].startswith(EXCLUDED)} for e in row["entities"]]
    return {**row, "sampled": True, "intent": row["intent"].removeprefix(NEGATED), "negated": row["intent"].startswith(NEGATED),
            "entities": entities}


def _sample(row: dict, kind: str, language: str) -> KindSample:
    row = signs_read(row)
    text, entities = _single_spaced(row["text"], row["entities"])
    subsystem, intent = (REJECT, REJECT) if row["intent"].startswith(OTHER) else (subsystem_of(row["intent"]), row["intent"])
    return KindSample(Utterance(text, subsystem, intent, tuple(entities), language, row["negated"], row["sampled"]), kind)


def _single_spaced(text: str, entities: list[dict]) -> tuple[str, list[Entity]]:
    """Spaces that empty alternatives leave, dropped at the ends and joined inside; the entities move along."""
    places, kept = [0], ""
    for at, character in enumerate(text):
        if character != " " or (kept and not kept.endswith(" ") and text[at:].strip()):
            kept += character
        places.append(len(kept))
    return kept, [Entity(places[e["start"]], places[e["end"]], e["type"], e["excluded"]) for e in entities]
