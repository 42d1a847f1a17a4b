"""Labelled utterances said as people speak and as recognisers write, by the templates in ``training/data/speech``.

Vocatives, fillers, marks, capitals, numbers as digits and as words, recognition errors and self-corrections leave the labels as they are. A forbidden
command becomes ``negated``, an excepted value ``excluded``, a command that is only talked about belongs to no subsystem.
"""

from __future__ import annotations

import dataclasses
import functools
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .pool import HEADS, LABELLED, Example
from .segments import Segment, joined, segments, slot_values
from .text import language_of

DIRECTORY = Path(__file__).parent / "data" / "speech"
KINDS = ("vocative", "filler", "request", "ending", "negation", "affirmation", "report", "correction", "exception", "hesitation", "restart", "confusion", "number", "capital", "mark")
_TENS = dict(zip("twenty thirty forty fifty".split(), range(20, 60, 10)))
_ONES = {word: n for n, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
_WORDS = {n: word for word, n in {**_ONES, **_TENS}.items()}
_CHINESE_DIGITS = "零一二三四五六七八九"
_END_MARKS = ".!?。！？，,;；"


@dataclass(frozen=True)
class Templates:
    """One language's file."""

    commands: tuple[str, ...]
    vocatives: tuple[str, ...]
    fillers: tuple[str, ...]
    requests: tuple[str, ...]
    endings: tuple[str, ...]
    negations: tuple[str, ...]
    affirmations: tuple[str, ...]
    reported: tuple[str, ...]
    corrections: tuple[str, ...]
    restarts: tuple[str, ...]
    questions: tuple[str, ...]
    confusions: tuple[tuple[str, str], ...]
    exception_cues: tuple[str, ...]
    exception_no_cues: tuple[str, ...]
    shares: dict[str, float]
    exceptions: dict[str, list[str]]
    inclusions: dict[str, list[str]]
    exception_heads: dict[str, list[str]]


@functools.cache
def templates(language: str) -> Templates:
    """Reads ``<language>.toml``; a missing or an unknown key is an error."""
    values = tomllib.loads((DIRECTORY / f"{language}.toml").read_text(encoding="utf-8"))
    if set(values["shares"]) != set(KINDS):
        raise ValueError(f"{DIRECTORY / language}.toml: shares of {', '.join(sorted(values['shares']))}, those of {', '.join(KINDS)} are needed")
    lists = {key: tuple(map(tuple, value)) if key == "confusions" else tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Templates(**{**values, **lists})


class Speech:
    """Draws changed copies of labelled utterances; ``pool`` has the other values that a self-correction begins with."""

    def __init__(self, pool: list[Example]) -> None:
        self._values = slot_values(pool)
        self._texts: dict[str, list[str]] = {"en": [], "zh": []}
        for example in pool:
            if example.part == HEADS and example.source in LABELLED and example.subsystem:
                self._texts[language_of(example.text)].append(example.text)

    def __call__(self, example: Example, rng: random.Random) -> Example:
        """A copy of it in other words; an example without labels only changes in how it is written."""
        language = language_of(example.text)
        voice = _Voice(templates(language), language, rng)
        changed = example
        if example.subsystem and example.source in LABELLED:
            changed = self._values_changed(voice, changed)
            if voice.is_command(changed.text) and voice.draws("restart") and self._texts[language]:
                changed = voice.restarted(changed, rng.choice(self._texts[language]))
            changed = voice.framed(changed)
        changed = voice.written(changed)
        return changed if changed.text.strip() else example

    def _values_changed(self, voice: _Voice, example: Example) -> Example:
        """Self-corrections and exceptions."""
        if not example.entities:
            return example
        parts = segments(example)
        places = [i for i, part in enumerate(parts) if part.type is not None]
        place = voice.rng.choice(places)
        if voice.draws("exception") and parts[place].type in voice.texts.exceptions and voice.is_command(example.text):
            return joined(example, voice.excepted(parts, place))
        if voice.draws("exception") and parts[place].type in voice.texts.inclusions and voice.is_command(example.text):
            return joined(example, voice.excepted(parts, place, False))
        if voice.draws("correction"):
            others = [v for v in self._values.get((example.source, str(parts[place].type)), []) if v != parts[place].text]
            if others:
                return joined(example, voice.corrected(parts, place, voice.rng.choice(others)))
        return example


class _Voice:
    """Says one utterance."""

    def __init__(self, texts: Templates, language: str, rng: random.Random) -> None:
        self.texts, self.rng = texts, rng
        self._gap = "" if language == "zh" else " "
        self._chinese = language == "zh"

    def draws(self, kind: str) -> bool:
        return self.rng.random() < self.texts.shares[kind]

    def is_command(self, text: str) -> bool:
        text = text.lower()
        return text.startswith(self.texts.commands) if self._chinese else text.split(" ", 1)[0] in self.texts.commands

    def excepted(self, parts: list[Segment], place: int, excluded: bool = True) -> list[Segment]:
        """The value within a phrase such as "every room but …" or "only in …", in place of the words that led to it."""
        value = parts[place]
        choices = self.texts.exceptions if excluded else self.texts.inclusions
        before, after = self.rng.choice(choices[str(value.type)]).split("{}")
        lead = parts[:place]
        if lead and lead[-1].type is None:
            heads = sorted(self.texts.exception_heads.get(str(value.type), []), key=len, reverse=True)
            text = lead[-1].text
            for head in heads:
                if re.search(rf"(^|\s){re.escape(head)}\s+$", text):
                    text = text.rstrip()[: -len(head)]
                    break
            lead = [*lead[:-1], Segment(text, None)]
        return [*lead, Segment(before, None), dataclasses.replace(value, excluded=excluded), Segment(after, None), *parts[place + 1 :]]

    def corrected(self, parts: list[Segment], place: int, wrong: str) -> list[Segment]:
        before, after = self.rng.choice(self.texts.corrections).replace("{wrong}", wrong).split("{right}")
        return [*parts[:place], Segment(before, None), parts[place], Segment(after, None), *parts[place + 1 :]]

    def restarted(self, example: Example, other: str) -> Example:
        """After the beginning of another command that was given up."""
        words = list(other[:8]) if self._chinese else other.split()
        begun = self._gap.join(words[: self.rng.randint(2, 3)])
        return self._before(example, f"{begun}{self._gap}{self.rng.choice(self.texts.restarts)}")

    def framed(self, example: Example) -> Example:
        """Within another sentence, and with what stands before and after."""
        if self.is_command(example.text):
            if self.draws("negation"):
                example = dataclasses.replace(self._within(example, self.texts.negations), negated=not example.negated)
            elif self.draws("report"):
                example = dataclasses.replace(self._within(example, self.texts.reported), subsystem=None, intent=None, entities=())
            elif self.draws("affirmation"):
                example = self._within(example, self.texts.affirmations)
            elif self.draws("request"):
                example = self._before(example, self.rng.choice(self.texts.requests))
        if self.draws("ending"):
            example = self._after(example, self.rng.choice(self.texts.endings))
        if self.draws("filler"):
            example = self._before(example, self.rng.choice(self.texts.fillers))
        if self.draws("vocative"):
            mark = self.rng.choice(["", "", "，" if self._chinese else ","])
            example = self._before(example, self.rng.choice(self.texts.vocatives) + mark)
        return example

    def _within(self, example: Example, choices: tuple[str, ...]) -> Example:
        before, after = self.rng.choice(choices).split("{}")
        text = example.text.rstrip(_END_MARKS + " ")
        parts = segments(dataclasses.replace(example, text=text, entities=tuple(e for e in example.entities if e.end <= len(text))))
        return joined(example, [Segment(before, None), *parts, Segment(after, None)])

    def _before(self, example: Example, words: str) -> Example:
        return joined(example, [Segment(words + self._gap, None), *segments(example)])

    def _after(self, example: Example, words: str) -> Example:
        parts = segments(example)
        if parts[-1].type is None:
            parts[-1] = Segment(parts[-1].text.rstrip(_END_MARKS + " "), None)
        return joined(example, [*parts, Segment(self._gap + words, None)])

    def written(self, example: Example) -> Example:
        """As a recogniser writes: errors, numbers, capitals, marks."""
        parts = segments(example)
        if self.draws("hesitation"):
            parts = [self._hesitating(p) if p.type is None else p for p in parts]
        if self.draws("confusion"):
            parts = [Segment(self._confused(p.text), None) if p.type is None else p for p in parts]
        if self.draws("number"):
            change = self.rng.choice([digits_to_words, words_to_digits])
            parts = [dataclasses.replace(p, text=change(p.text, self._chinese)) for p in parts]
        if self.draws("mark"):
            parts = self._marked(parts, example.text)
        if parts and self.draws("capital"):
            parts = [dataclasses.replace(p, text=re.sub(r"\bi\b(?!\.)", "I", p.text)) for p in parts]
            parts[0] = dataclasses.replace(parts[0], text=parts[0].text[:1].upper() + parts[0].text[1:])
        return joined(example, parts) if parts != segments(example) else example

    def _hesitating(self, part: Segment) -> Segment:
        """Fillers between words, or a word said twice."""
        words = re.split("( )", part.text) if not self._chinese else [part.text]
        result = []
        for word in words:
            result.append(word)
            if word.strip() and self.rng.random() < 0.3:
                again = self.rng.random() < 0.4 and not self._chinese
                result.append(self._gap + (word if again else self.rng.choice(self.texts.fillers)))
        return Segment("".join(result), None)

    def _confused(self, text: str) -> str:
        """One of the errors that could happen in it."""
        pattern = "{}" if self._chinese else r"\b{}\b"
        fitting = [(said, heard) for said, heard in self.texts.confusions if re.search(pattern.format(re.escape(said)), text)]
        if not fitting:
            return text
        said, heard = self.rng.choice(fitting)
        return re.sub(pattern.format(re.escape(said)), heard, text, count=1)

    def _marked(self, parts: list[Segment], text: str) -> list[Segment]:
        question = is_question(text, "zh" if self._chinese else "en")
        mark = ("？" if self._chinese else "?") if question else self.rng.choice("。。！" if self._chinese else "..!")
        if parts and parts[-1].type is None:
            parts = [*parts[:-1], Segment(parts[-1].text.rstrip(_END_MARKS + " "), None)]
        return [*parts, Segment(mark, None)]


def is_question(text: str, language: str) -> bool:
    """Whether a text begins as questions do, or in Chinese has a word that makes one."""
    questions = templates(language).questions
    return any(q in text for q in questions) if language == "zh" else text.lower().split(" ", 1)[0] in questions


def digits_to_words(text: str, chinese: bool) -> str:
    """Whole numbers below 60 (Chinese: below 100) in words; figures that belong to a longer number, a time or an amount stay."""
    if chinese:
        return re.sub(r"(?<![\d.:])\d{1,2}(?![\d.:%])", lambda m: chinese_number(int(m[0])), text)
    return re.sub(r"(?<![\w.:$])\d{1,2}(?![\w.:%])", lambda m: _english_number(int(m[0])), text)


def words_to_digits(text: str, chinese: bool) -> str:
    """The other way round."""
    if chinese:
        return re.sub(r"[一二三四五六七八九]?十[一二三四五六七八九]?(?=[点分度号月日个秒])|(?<![一二三四五六七八九十百千万])[一二三四五六七八九](?=[点分度号月日秒])",
                      lambda m: str(_from_chinese(m[0])), text)
    tens, ones = "|".join(_TENS), "|".join(_ONES)
    return re.sub(rf"\b(?:({tens})(?:[ -]({ones}))?|({ones}))\b", _figures, text)


def _english_number(number: int) -> str:
    if number in _WORDS:
        return _WORDS[number]
    return f"{_WORDS[number // 10 * 10]} {_WORDS[number % 10]}" if number < 60 else str(number)


def _figures(match: re.Match[str]) -> str:
    tens, ones, alone = match.groups()
    if alone:
        return str(_ONES[alone]) if alone != "one" else "one"
    return str(_TENS[tens] + (_ONES[ones] if ones and _ONES[ones] < 10 else 0)) + (f" {ones}" if ones and _ONES[ones] > 9 else "")


def chinese_number(number: int) -> str:
    """0 to 99."""
    if number < 10:
        return _CHINESE_DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _CHINESE_DIGITS[tens]) + "十" + (_CHINESE_DIGITS[ones] if ones else "")


def _from_chinese(text: str) -> int:
    if "十" not in text:
        return _CHINESE_DIGITS.index(text)
    tens, ones = text.split("十")
    return 10 * (_CHINESE_DIGITS.index(tens) if tens else 1) + (_CHINESE_DIGITS.index(ones) if ones else 0)
