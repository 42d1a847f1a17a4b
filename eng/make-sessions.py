#!/usr/bin/env python3
"""Makes the sessions of samples/sessions from samples/sessions/sessions.txt, which says what is said in them.

Usage: eng/make-sessions.py [--check] [DIRECTORY]
  --check   changes nothing; exit code 1 when a file is not what the source gives

docs/recorded-sessions.md explains the source and the files. Pauses between words, stabilities and scores are drawn at random from a generator
that the session's name seeds, so the same source always gives the same files.
"""
import json
import random
import re
import sys
from pathlib import Path

UNIT = re.compile(r"[^\s\[]*\[[^\]]*\][^\s\[]*|\S+")
REVISED = re.compile(r"^([^\[]*)\[([^>\]]*)>([^@\]]*)(?:@(\d+))?\](.*)$")


class Unit:
    """A word as it is heard first, as it is meant, and after how many further words it is put right."""

    def __init__(self, text):
        revised = REVISED.match(text)
        if revised is None:
            self.heard, self.meant, self.after = text, text, 0
            return
        before, heard, meant, after, behind = revised.groups()
        self.heard, self.meant = before + heard + behind, before + meant + behind
        self.after = int(after or 1)

    def text(self, words_after):
        return self.meant if words_after >= self.after else self.heard


class Utterance:
    def __init__(self, text):
        self.units = [Unit(unit) for unit in UNIT.findall(text)]
        self.final = None
        self.cancelled = False
        self.alternatives = []
        self.pause = None

    def hypotheses(self, space):
        """The growing text, and whether a word changed or is yet to change."""
        count = len(self.units)
        last = max(unit.after - (count - 1 - i) for i, unit in enumerate(self.units))
        steps, before = [], ""
        # A word that is still wrong at the end is put right without a further one.
        for heard in range(1, count + 1 + max(0, last) * (not self.cancelled)):
            words = self.units[:heard]
            text = space.join(unit.text(heard - 1 - i) for i, unit in enumerate(words))
            unsettled = not text.startswith(before) or any(heard - 1 - i < unit.after for i, unit in enumerate(words))
            if text != before:
                steps.append((text, unsettled))
            before = text
        return steps


class Session:
    def __init__(self, name, language, *context):
        self.name, self.language = name, language
        self.context = dict(entry.split("=", 1) for entry in context)
        self.utterances = []

    def events(self):
        chance = random.Random(self.name)
        space = "" if self.language == "zh" else " "
        start = {"type": "start", "language": self.language, "context": self.context, "clientId": self.name}
        yield 0, start
        at = chance.randrange(300, 600)
        for number, utterance in enumerate(self.utterances, 1):
            at += utterance.pause or 0
            for at, event in spoken(utterance, f"u{number}", at, space, chance):
                yield at, event
        yield at + chance.randrange(500, 900), {"type": "end"}


def spoken(utterance, name, at, space, chance):
    """The events of one utterance, with their times."""
    began = at
    steps = utterance.hypotheses(space)
    sequence, length = 0, 0
    for number, (text, unsettled) in enumerate(steps, 1):
        # A recogniser gives a word some time after it was said: longer words take longer to say.
        grown = max(1, len(text) - length)
        length = len(text)
        at += min(300, 150 + (14 if space else 30) * grown + chance.randrange(-10, 40))
        stability = 0.35 + 0.45 * number / len(steps) + chance.uniform(-0.05, 0.05) - (0.2 if unsettled else 0)
        sequence += 1
        yield at, hypothesis(name, sequence, text, stability, began, at)
    if utterance.cancelled:
        yield at + chance.randrange(500, 900), {"type": "cancel", "utteranceId": name}
        return
    text = steps[-1][0]
    silence = chance.randrange(260, 360)
    if chance.random() < 0.7:
        # Most recognisers say that they are sure before they say that it is over.
        sure = chance.randrange(90, 150)
        sequence += 1
        yield at + sure, hypothesis(name, sequence, text, chance.uniform(0.88, 0.95), began, at)
    ended = at
    at += silence
    event = hypothesis(name, sequence + 1, utterance.final or text, 1, began, ended)
    event.update(final=True, score=round(chance.uniform(0.8, 0.97), 2))
    if utterance.alternatives:
        event["alternatives"] = [{"text": text, "score": score} for text, score in utterance.alternatives]
    yield at, event


def hypothesis(name, sequence, text, stability, began, heard):
    return {
        "type": "hypothesis", "utteranceId": name, "sequence": sequence, "text": text, "final": False,
        "stability": round(min(1, max(0.05, stability)), 2), "startMs": began, "endMs": max(began + 60, heard - 80),
    }


def read(path):
    sessions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        try:
            add(sessions, line.strip(), words)
        except (IndexError, TypeError, ValueError) as error:
            sys.exit(f"{path}:{number}: '{line}' is not understood: {error}")
    return sessions


def add(sessions, line, words):
    if words[0] == "session":
        sessions.append(Session(*words[1:]))
        return
    utterances = sessions[-1].utterances
    if words[0] == "-":
        utterances.append(Utterance(line[1:]))
    elif words[0] == "final":
        utterances[-1].final = line.split(None, 1)[1]
    elif words[0] == "alt":
        utterances[-1].alternatives.append((" ".join(words[1:-1]), float(words[-1])))
    elif words[0] == "pause":
        utterances[-1].pause = int(words[1])
    elif words[0] == "cancel":
        utterances[-1].cancelled = True
    else:
        raise ValueError(words[0])


def main(arguments):
    if "-h" in arguments or "--help" in arguments:
        print(__doc__)
        return 0
    check = "--check" in arguments
    rest = [argument for argument in arguments if argument != "--check"]
    folder = Path(rest[0]) if rest else Path(__file__).resolve().parent.parent / "samples" / "sessions"
    wanted = {}
    for session in read(folder / "sessions.txt"):
        lines = [json.dumps({"at": at, "event": event}, ensure_ascii=False) for at, event in session.events()]
        wanted[f"{session.name}.jsonl"] = "\n".join(lines) + "\n"
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.jsonl")}
    if check:
        for name in sorted(wanted.keys() | there.keys()):
            if wanted.get(name) != there.get(name):
                print(f"{name} is not what sessions.txt gives", file=sys.stderr)
        return int(wanted != there)
    for name in there.keys() - wanted.keys():
        (folder / name).unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} sessions", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
