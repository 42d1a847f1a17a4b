"""Configuration of the training pipeline: frozen dataclasses read from one TOML (or JSON) file.

Defaults live in ``training/configs/*.toml``, not here: a file has to name every key, an unknown or missing key is an
error that names it.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG_DIRECTORY = Path(__file__).parent / "configs"


class ConfigError(ValueError):
    """A configuration file that cannot be used; the message names file and key."""


@dataclass(frozen=True)
class VocabularyConfig:
    pieces: int  # WordPiece pieces for alphabetic scripts, single characters included
    min_pair_count: int  # a merge seen less often than this ends the training of the vocabulary
    min_cjk_count: int  # a CJK character seen at least this often gets a piece
    common_cjk: bool  # also the 3,755 characters of GB 2312 level 1


@dataclass(frozen=True)
class BackboneConfig:
    name: str
    version: str
    max_tokens: int
    wide_layers: int
    wide_hidden: int
    wide_heads: int
    wide_ffn: int
    narrow_layers: int  # 0: the bottleneck is the last layer itself
    narrow_hidden: int
    narrow_heads: int
    narrow_ffn: int
    first_tap: int
    post_norm: bool  # LayerNorm after each sum, as in BERT, instead of before each part
    norm_epsilon: float
    small_tokens: bool  # the vectors of the pieces are stored as int8, beside matrices of 16 bits too
    small_layers: bool  # the wide layers' matrices are stored and multiplied as int8


@dataclass(frozen=True)
class PretrainConfig:
    minutes: float  # wall-clock budget; the learning rate reaches zero when it is used up
    tokens_per_batch: int
    learning_rate: float
    warmup_fraction: float
    decay_from: float  # share of the budget after which the learning rate falls linearly to zero
    weight_decay: float
    gradient_clip: float
    mask_rate: float
    phrase_share: float  # of the masked words, drawn as whole phrases; 0: word by word only
    phrase_discount: float  # two words seen together no oftener than this are no phrase
    phrase_threshold: float  # how much oftener than chance the words of a phrase stand together
    middle_loss_weight: float  # weight of the masked-word loss on the last wide layer
    grow_at: float  # share of the budget during which only half of the wide layers run
    round_seconds: float  # the processes average their weights this often
    checkpoint_minutes: float
    log_steps: int
    held_out: int  # utterances kept aside for the masked-word accuracy
    shares: dict[str, float]  # source -> share of the batches


@dataclass(frozen=True)
class WarmupConfig:
    minutes: float  # of the processor, in each process, so that a busy machine does not shorten it; 0 skips the warm-up
    tokens_per_batch: int
    learning_rate: float  # of the pre-trained weights
    joint_learning_rate: float  # of the new joint heads
    weight_decay: float
    warmup_fraction: float
    decay_from: float
    dropout: float  # of the backbone's residual branches and of the joint heads
    mask_rate: float  # share of the words of labelled utterances that are masked and predicted
    distil_weight: float  # weight of what the networks under <work>/teachers/ say of an utterance, the rest is on its labels; 0: no teacher
    masked_word_weight: float  # weight of predicting them
    swap_values: float  # share of slot values replaced by another value of the same type
    listed_values: float  # share of the replacements drawn from training/data/lexicon, where there is a list of the type
    noise: float  # share of the utterances made noisy as a speech recogniser would
    unlabelled_share: float  # share of the steps that only predict masked words of the pre-training texts
    slot_weight: float
    narrow_share: float  # share of the labelled steps that run the narrow layers too, with the joint losses after the last
    label_smoothing: float
    evaluations: int  # on the development part, evenly spread; the best weights are kept
    round_seconds: float
    settled: float  # last share of the budget, in which only the readouts learn, on a backbone that moves no more
    frozen_layers: int  # the embedding and this many wide layers do not learn; 0: everything learns
    spoken: float  # share of the labelled utterances said as people speak and recognisers write (training/data/speech)
    shares: dict[str, float]  # hwu64, chinese, other, oos, outside, wiki, noise: shares of the labelled utterances


@dataclass(frozen=True)
class EncoderConfig:
    """What ``base`` takes from a pretrained encoder."""

    scripts: list[str]  # pieces with letters of other scripts are dropped: first words of Unicode character names, such as LATIN and CJK
    folding: str  # file with pairs of characters, the first written as the second; "": none


@dataclass(frozen=True)
class ReadoutConfig:
    weight: float  # of gate, negation and exceptions in the loss of the warm-up; 0: the backbone has none of these outputs
    likeness: str  # how the untouched encoder pools its last states, mean or first; "": no vector of likeness
    likeness_weight: float  # of keeping that vector where it was
    likeness_share: float  # share of the steps, on unlabelled texts
    max_gate_loss: float  # the gate leaves out the own subsystem of at most this share of the development texts
    references: int  # texts of each subsystem, and as many of general speech, that travel with the backbone for new heads to learn to reject


@dataclass(frozen=True)
class HeadConfig:
    tap: int
    own_layers: int
    hidden: int
    heads: int
    ffn: int
    embedding_buckets: int  # 0: no vectors of single pieces
    embedding_width: int
    pair_buckets: int  # 0: no vectors of hashed pairs of neighbouring pieces
    ngram_buckets: int  # vectors of hashed character n-grams of the pieces (fastText, Bojanowski et al., 2017); 0: none
    lexicon_phrases: int  # most phrases of the lexicon whose tags are gated into the states; 0: no lexicon
    lexicon_dropout: float  # share of the tags of an utterance that are left out while learning
    dropout: float
    crf_weight: float  # share of the labels' slot loss on sequences, with learned transitions (CRF, Lafferty et al., 2001); 0: none
    state_dropout: float  # share of word-start positions whose backbone state is zeroed


@dataclass(frozen=True)
class AdaptConfig:
    domain_steps: int  # of masked words of texts near to the domain, before the labels; 0: none
    task_steps: int  # of masked words of the training utterances, after those; 0: none
    domain_texts: int  # the nearest texts of the unlabelled data
    batch: int
    learning_rate: float
    mask_rate: float


@dataclass(frozen=True)
class FinetuneConfig:
    minutes: float  # of the processor, for all heads together
    processes: int
    steps: int  # upper bound per head
    batch: int
    learning_rate: float
    weight_decay: float
    warmup_fraction: float
    label_smoothing: float
    distil_weight: float  # weight of the teachers' probabilities, the rest is on the labels; 0: no teacher
    distil_temperature: float  # softens the teachers' probabilities
    adversarial: float  # length of the FGM step on the states of an utterance; 0: none
    r_drop: float  # weight of the agreement of two passes; 0: one pass
    dropout_samples: int  # dropout masks of the classifiers per pass
    backbone_rate: float  # learning rate of a backbone of the head's own (full fine-tuning, in 'ablate' only); 0: the shared one, frozen
    average_from: float  # share of the steps after which weights are averaged (SWA, Izmailov et al., 2018); 0: the last weights
    class_power: float  # intents weigh 1 / frequency ** this in the loss; 0: alike
    class_beta: float  # intents weigh by effective number of samples with this beta, in 0..1 (Cui et al., 2019); 0: alike
    slot_weight: float
    foreign_slot_weight: float  # weight of the slot loss on other subsystems' utterances
    positive_share: float  # share of the own utterances in a batch
    negative_shares: dict[str, float]  # hwu64, oos, outside, wiki, noise, chinese, other: shares of negatives
    chinese_share: float  # share of Chinese among the own utterances of a Chinese subsystem's batch
    evaluations: int  # development evaluations in the second half of a head's training; the best one is kept
    chinese_samples: int  # grammar sentences per Chinese subsystem
    kind_samples: int  # grammar sentences of each kind: forbidden, reported, all but one, opposite, corrected
    english_samples: int  # grammar sentences per subsystem with an English grammar
    pool: dict[str, int]  # cached utterances: wiki, noise, crosswoz, other, outside, chinese (per subsystem), views, changed
    changed_share: float  # share of the labelled English utterances of a batch drawn from ``pool.changed`` copies; 0: none
    swap_values: float  # in these copies, share of the slot values replaced by another of the type (Dai and Adel, 2020)
    listed_values: float  # share of the replacements drawn from training/data/lexicon, where there is a list of the type
    noise: float  # share of these copies made noisy as a speech recogniser would
    spoken: float  # share of these copies said as people speak and recognisers write (training/data/speech)
    max_false_rejects: float  # a head's threshold rejects at most this share of its own development utterances
    max_false_accepts: float  # above 0: the threshold is the lowest that accepts at most this share of the others, instead, and 0.5 does


@dataclass(frozen=True)
class RankerConfig:
    steps: int
    learning_rate: float
    l2: float
    max_false_rejects: float  # of in-scope development utterances, sets accept_threshold
    ambiguity_share: float  # at most this share of routed development utterances becomes ambiguous


@dataclass(frozen=True)
class ExportConfig:
    backbone: str  # fp16 or fp32: how the backbone's package stores its weights, but for what is small
    precision: str  # the same for heads
    fused: bool  # layers of ONNX Runtime's own operators instead of standard ones in the shapes that it fuses itself
    max_intent_loss: float  # a package whose intent accuracy falls by more against fp32 is refused; share in 0..1
    max_slot_loss: float  # the same for slot F1


@dataclass(frozen=True)
class SearchConfig:
    trials: int  # at most; there are as many as fit into the budget
    eta: int  # of that many trials that come to a rung about one goes on, to that many times the steps
    steps: int  # of a whole training, at most; fewer where too few trainings would fit into the budget
    copies: int  # augmented copies of every training utterance
    negatives: int  # texts of others, at most
    noise: int  # texts of mixed words and characters
    references: int  # of the texts that travel with the backbone, at most
    max_false_accepts: float  # the head accepts at most this share of the others' development texts at a score of 0.5; 0: not bounded
    space: dict[str, Any]  # "head.<key>", "adapt.<key>", "finetune.<key>" or "search.copies" -> list of values to try


@dataclass(frozen=True)
class Config:
    seed: int
    version: str  # of the packages of heads and ranker
    languages: list[str]  # en, zh: of the utterances that are learnt
    grammars: list[str]  # subsystems whose Chinese grammars are sampled; none named: all
    vocabulary: VocabularyConfig
    backbone: BackboneConfig
    encoder: EncoderConfig
    pretrain: PretrainConfig
    warmup: WarmupConfig
    readouts: ReadoutConfig
    head: HeadConfig
    adapt: AdaptConfig
    finetune: FinetuneConfig
    ranker: RankerConfig
    export: ExportConfig
    search: SearchConfig
    overrides: dict[str, Any]  # subsystem -> head keys that differ from [head]

    def head_for(self, subsystem: str) -> HeadConfig:
        """The head's shape for one subsystem: ``[head]`` with ``[overrides.<subsystem>]`` applied."""
        return dataclasses.replace(self.head, **self.overrides.get(subsystem, {}))


def load_config(path: Path | None) -> Config:
    """Reads a TOML or JSON file; ``None`` reads the shipped ``en.toml``."""
    path = path or CONFIG_DIRECTORY / "en.toml"
    try:
        text = path.read_text(encoding="utf-8")
        values = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    config = _build(Config, values, str(path), "")
    known = {field.name for field in dataclasses.fields(HeadConfig)}
    for subsystem, keys in config.overrides.items():
        unknown = sorted(set(keys) - known)
        if unknown:
            raise ConfigError(f"{path}: overrides.{subsystem}.{unknown[0]}: unknown key, allowed are {sorted(known)}")
    return config


def shipped_for(backbone: str) -> Config:
    """The shipped configuration that a backbone was made with; ``en.toml`` for one that nothing was shipped for."""
    shipped = [load_config(path) for path in sorted(CONFIG_DIRECTORY.glob("*.toml"))]
    return next((config for config in shipped if config.backbone.name == backbone), load_config(None))


def replaced(config: Config, settings: Mapping[str, Any]) -> Config:
    """The configuration with some keys, each ``section.key``, replaced; values are not checked."""
    for path, value in settings.items():
        section, _, key = path.partition(".")
        config = dataclasses.replace(config, **{section: dataclasses.replace(getattr(config, section), **{key: value})})
    return config


def _build(kind: type, values: Any, file: str, prefix: str) -> Any:
    if not isinstance(values, dict):
        raise ConfigError(f"{file}: {prefix.rstrip('.')}: expected a table, found {values!r}")
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise ConfigError(f"{file}: {prefix}{unknown[0]}: unknown key, allowed are {sorted(hints)}")
    arguments: dict[str, Any] = {}
    for name, hint in hints.items():
        if name not in values:
            raise ConfigError(f"{file}: {prefix}{name}: missing")
        arguments[name] = _convert(hint, values[name], file, prefix + name)
    return kind(**arguments)


def _convert(hint: Any, value: Any, file: str, key: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, file, key + ".")
    if typing.get_origin(hint) is list:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{file}: {key}: expected a list of texts, found {value!r}")
        return list(value)
    if typing.get_origin(hint) is dict:
        if not isinstance(value, dict):
            raise ConfigError(f"{file}: {key}: expected a table, found {value!r}")
        return dict(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(f"{file}: {key}: expected {hint.__name__}, found {value!r}")
    return value
