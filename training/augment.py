"""Data augmentation of labelled utterances: other values for slots, and noise as speech recognition makes it.

Values: mention replacement (Dai and Adel, 2020, "An Analysis of Simple Data Augmentation for Named Entity Recognition").
Noise: words dropped, doubled or cut off, no punctuation, digits as words and back, homophones.
"""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path

from .config import Config
from .corpus import split_of
from .lexicon import LIST_DIRECTORY, read_list
from .pool import HEADS, LABELLED, Example
from .segments import Segment, joined, segments, slot_values
from .speech import Speech

NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
           "eighteen nineteen twenty").split()
HOMOPHONES = dict(pair for a, b in (
    ("to", "two"), ("for", "four"), ("there", "their"), ("your", "you're"), ("its", "it's"), ("whats", "what's"),
    ("mail", "male"), ("right", "write"), ("week", "weak"), ("weather", "whether"),
    ("by", "buy"), ("hear", "here"), ("no", "know"), ("new", "knew"), ("red", "read"), ("sun", "son"),
    ("would", "wood"), ("i'll", "aisle"), ("mum", "mom")) for pair in ((a, b), (b, a)))
CHINESE_HOMOPHONES = dict(pair for a, b in zip("的在他是做再象带那只", "得再她事作在像戴哪支") for pair in ((a, b), (b, a)))


class Augmenter:
    """Draws changed copies of labelled utterances.

    The values come from training utterances, and with probability ``listed`` from ``<lists>/<type>.txt`` where that has one in the
    same script.
    """

    def __init__(self, pool: list[Example], swap: float, noise: float, listed: float = 0.0, lists: Path = LIST_DIRECTORY,
                 spoken: float = 0.0) -> None:
        self._spoken, self._speech = spoken, Speech(pool) if spoken else None
        self._swap, self._noise, self._listed = swap, noise, listed
        self._values = slot_values(pool)
        self._lists: dict[tuple[bool, str], list[str]] = {}
        for type_ in {type_ for _, type_ in self._values} if listed else ():
            for value in read_list(lists / f"{type_}.txt"):
                self._lists.setdefault((_is_alphabetic(value), type_), []).append(value)

    def __call__(self, example: Example, rng: random.Random) -> Example:
        """The example itself, or a changed copy of it."""
        if self._speech and rng.random() < self._spoken:
            return self._speech(self._other_values(example, rng), rng)
        noisy = rng.random() < self._noise
        changed = self._other_values(example, rng)
        if noisy:
            changed = joined(changed, [Segment(make_noisy(p.text, rng, p.type is None), p.type, p.excluded) for p in segments(changed)])
        return changed if changed.text.strip() else example

    def _other_values(self, example: Example, rng: random.Random) -> Example:
        """The example itself, or with other values for some slots."""
        if not (example.entities and self._swap):
            return example
        parts = segments(example)
        swapped = [self._swapped(example.source, part, rng) for part in parts]
        return example if swapped == parts else joined(example, swapped)

    def _swapped(self, source: str, part: Segment, rng: random.Random) -> Segment:
        if part.type is None or rng.random() >= self._swap:
            return part
        written = self._lists.get((_is_alphabetic(part.text), part.type)) if self._listed else None
        if written and rng.random() < self._listed:
            return Segment(rng.choice(written), part.type, part.excluded)
        return Segment(rng.choice(self._values.get((source, part.type), [part.text])), part.type, part.excluded)


def changed_copies(config: Config, pool: list[Example]) -> list[Example]:
    """``finetune.pool.changed`` copies of every labelled English training utterance, with other slot values or noise.

    The backbone was warmed up on the utterances themselves, so their states look easier than those of new text; copies are
    nearer to what a head meets in use.
    """
    settings = config.finetune
    augmenter = Augmenter(pool, settings.swap_values, settings.noise, settings.listed_values, spoken=settings.spoken)
    rng = random.Random(config.seed)
    originals = [e for e in pool if e.part == HEADS and e.view == 0 and e.source in LABELLED and e.subsystem]
    copies = [dataclasses.replace(augmenter(e, rng), view=-number)
              for number in range(1, settings.pool["changed"] + 1) for e in originals]
    known = {e.text for e in pool}
    return [e for e in copies if e.text not in known and split_of(e.text) == "train"]


def _is_alphabetic(value: str) -> bool:
    return all(ord(c) < 0x3400 for c in value)


def make_noisy(text: str, rng: random.Random, may_drop: bool, rate: float = 0.12) -> str:
    """One segment as a recogniser might have heard it; outer white space is kept, the words of a slot are not dropped."""
    head, body, tail = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    if not body:
        return text
    if " " not in body and not body.isascii():
        body = "".join(CHINESE_HOMOPHONES.get(c, c) if rng.random() < rate else c for c in body)
        return head + re.sub(r"[，。？！、]", "", body) + tail
    words: list[str] = []
    for word in body.split():
        plain = re.sub(r"[,.?!;:\"]+$", "", word)
        if plain.isdigit() and int(plain) < len(NUMBERS):
            plain = NUMBERS[int(plain)]
        elif plain in HOMOPHONES and rng.random() < rate:
            plain = HOMOPHONES[plain]
        draw = rng.random()
        if may_drop and draw < rate / 2:
            continue
        words += [plain] * (2 if draw > 1 - rate / 3 else 1)
    return head + " ".join(words) + tail
