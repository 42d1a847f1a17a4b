"""Things shared by the tests: a small tokenizer and a synthetic data folder."""

from __future__ import annotations

import functools
import json
import random
import tempfile
from pathlib import Path

import numpy as np

from training.characters import CharacterTable, read_characters, write_characters
from training.tokenizer import SPECIAL, Tokenizer

SMOKE_CONFIG = Path(__file__).parent.parent / "configs" / "smoke.toml"
SUBSYSTEMS = Path(__file__).parent.parent.parent / "models" / "subsystems"


def shipped_labels(language: str | None = None) -> dict[str, tuple[set[str], set[str]]]:
    """Of every subsystem the intents that its shipped heads know, those of one language or all, and the slot types of all of them."""
    known: dict[str, tuple[set[str], set[str]]] = {}
    for path in SUBSYSTEMS.glob("*/*/manifest.json"):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        intents, types = known.setdefault(manifest["name"], (set(), set()))
        intents.update(manifest["intents"] if language in (None, *manifest["languages"]) else ())
        types.update(label[2:] for label in manifest["slot_labels"])
    return known


@functools.cache
def character_table() -> CharacterTable:
    """The generated character table, read back from its file."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "characters.txt")
        write_characters(path)
        return read_characters(path)


def small_tokenizer() -> Tokenizer:
    """A vocabulary of single letters and a few longer pieces."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    pieces = [*letters, *("##" + c for c in letters), *"!,.?'-。，", "wake", "##ing", "un", "##able", *"打开窗帘明天早上八点"]
    return Tokenizer([*SPECIAL, *pieces], character_table())


def _row(scenario: str, intent: str, template: str, **slots: str) -> dict:
    text, entities = "", []
    for part in template.split(" "):
        value = slots.get(part.strip("{}")) if part.startswith("{") else part
        text += " " if text else ""
        if part.startswith("{"):
            entities.append({"start": len(text), "end": len(text) + len(value), "type": part.strip("{}")})
        text += value
    return {"text": text, "scenario": scenario, "intent": intent, "entities": entities}


def write_synthetic_data(data: Path, seed: int = 3) -> None:
    """A data folder in the layout of the real one: three scenarios, a few hundred short utterances."""
    rng = random.Random(seed)
    times = ["seven", "eight thirty", "noon", "ten pm", "five", "nine fifteen", "midnight", "half past six"]
    places = ["kitchen", "bedroom", "living room", "garage", "hall", "attic", "study", "bath room"]
    polite = ["", "please ", "hey ", "could you ", "now ", "quickly ", "kindly ", "just ", "ok ", "well "]
    rows: dict[str, dict] = {}
    for _ in range(900):
        row = rng.choice([
            _row("alarm", "alarm_set", "wake me at {time}", time=rng.choice(times)),
            _row("alarm", "alarm_remove", "cancel my {time} alarm", time=rng.choice(times)),
            _row("iot", "iot_hue_lightoff", "turn off the lights in the {house_place}", house_place=rng.choice(places)),
            _row("iot", "iot_hue_lighton", "lights on in the {house_place}", house_place=rng.choice(places)),
            _row("general", "general_joke", f"tell me {rng.choice(['a', 'one', 'another', 'some'])} "
                 f"{rng.choice(['good', 'funny', 'silly', 'short'])} joke"),
        ])
        prefix = rng.choice(polite) + rng.choice(polite)
        row["text"] = prefix + row["text"]
        row["entities"] = [{**e, "start": e["start"] + len(prefix), "end": e["end"] + len(prefix)} for e in row["entities"]]
        rows[row["text"]] = row
    texts = ["the history of the old town", "a river runs through the valley", "she wrote a book about birds",
             "mountains are covered by snow", "the train to the coast was late", "wake up early and turn off the lights"]
    _write(data / "hwu64" / "train.jsonl", [json.dumps(row) for row in rows.values()])
    for name, verbs in (("oos_train", ["pay", "freeze"]), ("oos_eval", ["order"])):
        _write(data / "clinc150" / f"{name}.jsonl", [
            json.dumps({"text": f"{verb} my {what} {how}", "intent": verb}) for verb in verbs
            for what in ("bill", "account", "card", "cheque", "loan") for how in ("today", "at once", "for me", "again")])
    _write(data / "clinc150" / "wiki_sentences.txt", [f"{a} and {b}" for a in texts for b in texts])
    _write(data / "sgd" / "utterances.txt", [f"{a} {n} times" for a in texts for n in ("two", "three", "four", "many")])
    _write(data / "crosswoz" / "utterances.txt", [f"请给我推荐一家{a}附近的{b}吧" for a in "东西南北中" for b in ("餐馆", "酒店", "景点", "公园")])


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


ENCODER = {"model_type": "bert", "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 32, "hidden_act": "gelu",
           "max_position_embeddings": 70, "layer_norm_eps": 1e-12}
ENCODER_PIECES = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz0123456789", *("##" + c for c in "abcdefghijklmnopqrstuvwxyz"),
                  *"!,.?'-。，？", "wake", "##ing", "turn", "lights", "é", "и", "##ия", "か", "ा", *"打开窗帘明天早上八点灯開"]


def write_safetensors(path: Path, tensors: dict[str, tuple[str, list[int], bytes]]) -> None:
    """A file of tensors, each with its dtype, shape and bytes."""
    header, position = {}, 0
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [position, position + len(content)]}
        position += len(content)
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode("utf-8")
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(content for _, _, content in tensors.values()))


def write_encoder(directory: Path, prefix: str = "", seed: int = 3, **config: object) -> dict[str, np.ndarray]:
    """A random encoder laid out as BERT is; returns its weights."""
    directory.mkdir(parents=True, exist_ok=True)
    values = {**ENCODER, **config}
    (directory / "config.json").write_text(json.dumps(values), encoding="utf-8")
    (directory / "vocab.txt").write_text("\n".join(ENCODER_PIECES) + "\n", encoding="utf-8")
    hidden, ffn = 24, 32
    shapes = {"embeddings.word_embeddings.weight": [len(ENCODER_PIECES), hidden], "embeddings.position_embeddings.weight": [70, hidden],
              "embeddings.token_type_embeddings.weight": [2, hidden], "embeddings.LayerNorm.weight": [hidden], "embeddings.LayerNorm.bias": [hidden]}
    for layer in range(2):
        for part, size in (("attention.self.query", [hidden, hidden]), ("attention.self.key", [hidden, hidden]), ("attention.self.value", [hidden, hidden]),
                           ("attention.output.dense", [hidden, hidden]), ("attention.output.LayerNorm", [hidden]), ("intermediate.dense", [ffn, hidden]),
                           ("output.dense", [hidden, ffn]), ("output.LayerNorm", [hidden])):
            shapes[f"encoder.layer.{layer}.{part}.weight"] = size
            shapes[f"encoder.layer.{layer}.{part}.bias"] = size[:1]
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    write_safetensors(directory / "model.safetensors", {prefix + name: ("F32", list(w.shape), w.tobytes()) for name, w in weights.items()})
    return weights
