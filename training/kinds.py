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
LANGUAGES = ("en", "zh")
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


def _sample(row: dict, kind: str, language: str) -> KindSample:
    text, entities = _single_spaced(row["text"], row["entities"])
    intent = row["intent"].removeprefix(NEGATED)
    rejected = intent.startswith(OTHER)
    spans = tuple(Entity(e.start, e.end, e.type.removeprefix(EXCLUDED), e.type.startswith(EXCLUDED)) for e in entities)
    return KindSample(Utterance(text, REJECT if rejected else subsystem_of(intent), REJECT if rejected else intent, spans, language,
                                negated=row["intent"].startswith(NEGATED), sampled=True), kind)


def _single_spaced(text: str, entities: list[dict]) -> tuple[str, list[Entity]]:
    """Spaces that empty alternatives leave, dropped at the ends and joined inside; the entities move along."""
    places, kept = [0], ""
    for at, character in enumerate(text):
        if character != " " or (kept and not kept.endswith(" ") and text[at:].strip()):
            kept += character
        places.append(len(kept))
    return kept, [Entity(places[e["start"]], places[e["end"]], e["type"]) for e in entities]
