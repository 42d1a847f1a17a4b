"""The utterances that heads and ranker learn from: own and foreign ones, out-of-scope texts, noise."""

from __future__ import annotations

import dataclasses
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

from .config import Config
from .corpus import Entity, Utterance, load_lines, read_utterances, split_of
from .tokenizer import MASK, Encoding, Tokenizer

LABELLED = ("hwu64", "chinese")  # sources with labels: what people wrote in HWU64 and other sets, and the Chinese grammars
HEADS = "heads"  # what heads are trained on
DEVELOPMENT = "development"  # what heads are calibrated on and the ranker is fitted on

# Turns of the dialogue corpus about things that no shipped subsystem does. Banking is left out: rejection is measured on it.
OUTSIDE = re.compile(
    r"\b(hotels?|flights?|airlines?|apartments?|rental|rent|unfurnished|furnished|dentists?|therapists?|salons?|stylists?|"
    r"haircut|property|properties|bedrooms?|bathrooms?|economy|luggage|pick ?up|hatchback|sedan|suv|one.?way|round.?trip|"
    r"refundable|psychologist|gynecologist|check.?in|pets?)\b", re.IGNORECASE)
INSIDE = re.compile(
    r"\b(banks?|accounts?|balance|checking|savings?|transfer|money|pay|payments?|cards?|appointments?|schedule|calendar|"
    r"play|songs?|music|weather|restaurants?|food|order|alarms?|remind|taxi|cabs?|rides?|trains?|bus|movies?|events?|"
    r"attractions?|museums?|visit|tickets?|concerts?|thanks?|email|news|lists?)\b", re.IGNORECASE)

LONGEST_WORDS, LONGEST_CHARACTERS = 13, 15  # of negatives from running text: longer ones only make padding


@dataclass(frozen=True)
class Example:
    """One utterance; ``subsystem`` and ``intent`` are None where no subsystem should accept it."""

    text: str
    source: str  # hwu64, chinese, other, oos, outside, wiki, noise, crosswoz
    part: str
    subsystem: str | None = None
    intent: str | None = None
    entities: tuple[Entity, ...] = ()
    view: int = 0  # above 0: some words are masked; below 0: a copy with other slot values or noise
    negated: bool = False  # forbids what the intent names
    slots_known: bool = True  # False: nothing is learnt of its slots
    sampled: bool = False  # from a grammar, which says what is negated
    owner: str | None = None  # of a text that a new subsystem must leave to another: whose it is

    def encode(self, tokenizer: Tokenizer, max_tokens: int, mask_rate: float = 0.15) -> Encoding:
        """Token ids; a masked view replaces words by [MASK], always the same ones."""
        encoding = tokenizer.encode(self.text, max_tokens)
        if self.view <= 0:
            return encoding
        rng = random.Random(f"{self.text}/{self.view}")
        ids = list(encoding.ids)
        masked = False
        for index in range(1, len(ids) - 1):
            masked = rng.random() < mask_rate if encoding.word_start[index] else masked
            if masked:
                ids[index] = MASK
        return Encoding(ids, encoding.starts, encoding.ends, encoding.word_start, encoding.truncated)


def build_pool(config: Config, work: Path) -> list[Example]:
    """All examples, deterministic for a seed. Validation utterances are never among them."""
    sizes = config.finetune.pool
    rng = random.Random(config.seed)
    pool: list[Example] = []
    for part, name in ((HEADS, "train"), (DEVELOPMENT, "development")):
        utterances = read_utterances(work / "utterances" / f"{name}.jsonl")
        chinese = [u for u in utterances if u.language == "zh" and u.sampled]
        pool += [_own(u, "hwu64", part) for u in utterances if u.language != "zh" or not u.sampled]
        for subsystem in sorted({u.subsystem for u in chinese}):
            own = [u for u in chinese if u.subsystem == subsystem]
            count = sizes["chinese"] if part == HEADS else sizes["chinese"] // 8
            pool += [_own(u, "chinese", part) for u in rng.sample(own, min(count, len(own)))]
    learnt = {(e.subsystem, e.intent) for e in pool if e.part == HEADS}
    pool = [e for e in pool if (e.subsystem, e.intent) in learnt]  # an intent of a few utterances may have none to learn from
    pool += _out_of_scope(work)
    def add(source: str, lines: list[str]) -> None:
        pool.extend(_parts(rng.sample(lines, min(sizes[source], len(lines))), source))

    add("wiki", [line for line in _lines(work, "wiki") if len(line.split()) <= LONGEST_WORDS])
    add("outside", [line for line in _lines(work, "sgd") if _is_outside(line)])
    add("crosswoz", _clauses(_lines(work, "crosswoz")))
    add("other", _lines(work, "other"))
    pool += _parts(make_noise(work, sizes["noise"], rng), "noise")
    views = range(1, sizes["views"] + 1)
    return pool + [dataclasses.replace(e, view=view) for view in views for e in pool if e.part == HEADS and e.source == "hwu64"]


def _lines(work: Path, name: str) -> list[str]:
    """The texts that ``prepare`` wrote; none where their language is not learnt."""
    path = work / "texts" / f"{name}.txt"
    return load_lines(path) if path.is_file() else []


def _own(u: Utterance, source: str, part: str) -> Example:
    return Example(u.text, source, part, u.subsystem, u.intent, u.entities, 0, u.negated, u.slots_known, u.sampled)


def _out_of_scope(work: Path) -> list[Example]:
    """A quarter of the intents is kept from the heads: the ranker has to reject what no head was told to reject."""
    rows = json.loads((work / "texts" / "oos.json").read_text(encoding="utf-8"))
    intents = sorted({intent for _, intent in rows})
    kept = set(intents[len(intents) - max(1, len(intents) // 4):]) if intents else set()
    return [Example(text, "oos", DEVELOPMENT if intent in kept else HEADS) for text, intent in rows]


def _parts(texts: list[str], source: str) -> list[Example]:
    return [Example(text, source, HEADS if split_of(text) == "train" else DEVELOPMENT) for text in texts]


def _is_outside(line: str) -> bool:
    return len(line.split()) <= LONGEST_WORDS and bool(OUTSIDE.search(line)) and not INSIDE.search(line)


def _clauses(lines: list[str]) -> list[str]:
    """Clauses of Chinese turns, as short as spoken queries are."""
    clauses = (clause for line in lines for clause in re.split("[，。？！；,.?!;]", line))
    return list(dict.fromkeys(clause for clause in clauses if 4 <= len(clause) <= LONGEST_CHARACTERS))


def make_noise(work: Path, count: int, rng: random.Random) -> list[str]:
    """Word salad, fragments, random letters and digits, in the scripts that are learnt."""
    lines, dialogue = _lines(work, "wiki"), _lines(work, "sgd")
    return mix_noise(lines + rng.sample(dialogue, min(len(lines), len(dialogue))), _lines(work, "crosswoz"), count, rng)


def mix_noise(lines: list[str], chinese: list[str], count: int, rng: random.Random) -> list[str]:
    """Different texts made of the words of English and the characters of Chinese lines."""
    if not lines and not chinese:
        return []
    english = [line.split() for line in lines]
    words = [word for line in english for word in line]
    characters = "".join(chinese)
    result: dict[str, None] = {}
    while len(result) < count:
        kind = rng.random()
        if not (chinese if kind >= 0.75 else english or kind >= 0.6):
            continue
        if kind < 0.4:
            text = " ".join(rng.choices(words, k=rng.randint(2, 9)))
        elif kind < 0.6:
            line = rng.choice(english)
            start = rng.randrange(len(line))
            text = " ".join(line[start : start + rng.randint(1, 4)])
        elif kind < 0.7:
            text = " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 8)))
                            for _ in range(rng.randint(1, 4)))
        elif kind < 0.75:
            text = " ".join("".join(rng.choices("0123456789", k=rng.randint(1, 6))) for _ in range(rng.randint(1, 4)))
        elif kind < 0.9:
            text = "".join(rng.choices(characters, k=rng.randint(2, 12)))
        else:
            line = rng.choice(chinese)
            start = rng.randrange(len(line))
            text = line[start : start + rng.randint(2, 5)]
        if text.strip():
            result[text] = None
    return list(result)


def pool_encodings(config: Config, work: Path, pool: list[Example]) -> list[Encoding]:
    """Token ids of all examples."""
    tokenizer = Tokenizer.load(work / "tokenizer")
    return [e.encode(tokenizer, config.backbone.max_tokens) for e in pool]
