"""Routes texts in Python, the way the router does: one encoding, all heads, the ranker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from . import ranker
from .config import Config
from .decode import Verdict, verdict
from .finetune import load_head
from .graph import round_to_stored
from .head_training import head_logits
from .lexicon import tags_of
from .ranker import RankerWeights
from .states import encode_states, load_backbone
from .tokenizer import utf16_offsets


def route(config: Config, work: Path, texts: list[str]) -> list[dict[str, Any]]:
    """Decisions with the fields outcome, subsystem, intent, score and slots (UTF-16 offsets), in the order of ``texts``."""
    torch.set_num_threads(1)
    backbone, tokenizer = load_backbone(config, work)
    round_to_stored(backbone)
    weights = RankerWeights.load(work / "ranker.json")
    heads = [load_head(path, config) for path in sorted((work / "heads").glob("*.pt"))]
    encodings = [tokenizer.encode(text, config.backbone.max_tokens) for text in texts]
    taps = sorted({head.config.tap for head, _ in heads})
    states = encode_states(backbone, encodings, taps)
    rows = np.arange(len(texts))
    verdicts: list[list[Verdict]] = [[] for _ in texts]
    for head, facts in tqdm(heads, desc="heads", unit="head"):
        round_to_stored(head)
        intent_logits, slot_logits = head_logits(head, states[head.config.tap], rows, tags_of(facts, encodings))
        labels = facts["labels"]
        for row in rows:
            verdicts[row].append(verdict(facts["subsystem"], intent_logits[row], slot_logits[row], encodings[row],
                                         labels["intents"], labels["slot_labels"], facts["temperature"],
                                         head.learned_transitions))
    columns = (np.array([[getattr(v, key) for v in row] for row in verdicts])
               for key in ("score", "margin", "top_probability", "slot_coverage"))
    probabilities = ranker.probabilities(weights, ranker.features(*columns))
    return [_decision(text, row, ranker.decide(weights, p)) for text, row, p in zip(texts, verdicts, probabilities)]


def _decision(text: str, verdicts: list[Verdict], choice: ranker.Choice) -> dict[str, Any]:
    best = verdicts[choice.best]
    if choice.outcome == "outOfScope":
        return {"text": text, "outcome": choice.outcome, "subsystem": None, "intent": None, "slots": [], "score": choice.score}
    offsets = utf16_offsets(text)
    slots = [{"type": s.type, "start": offsets[s.start], "end": offsets[s.end], "text": text[s.start : s.end],
              "score": s.score} for s in best.slots]
    return {"text": text, "outcome": choice.outcome, "subsystem": best.subsystem, "intent": best.intent, "slots": slots,
            "score": choice.score}
