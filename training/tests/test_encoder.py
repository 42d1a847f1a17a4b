from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from training.characters import Writing, read_characters, write_characters
from training.config import BackboneConfig, EncoderConfig
from training.corpus import DataError
from training.encoder import check_shape, fill, kept_pieces, read_encoder, writing_of
from training.graph import backbone_model, round_to_stored
from training.graph_builder import PRECISIONS
from training.model import Backbone
from training.onnx_numpy import run
from training.readouts import Readouts
from training.safetensors import MAX_HEADER, read_safetensors
from training.states import round_to_half
from training.tests.support import ENCODER_PIECES, write_encoder, write_safetensors
from training.tokenizer import CLS, SEP, SPECIAL, UNK, Tokenizer

SHAPE = BackboneConfig("tiny-en", "1.0.0", 64, 2, 24, 4, 32, 0, 8, 0, 0, 3, True, 1e-12, True, False)
LATIN = EncoderConfig(["LATIN"], "")


def norm(x: np.ndarray, weights: dict[str, np.ndarray], name: str) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred ** 2).mean(-1, keepdims=True) + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def bert(weights: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """The last states of one text, after the published description and not after our code."""
    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)] \
        + weights["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, weights, "embeddings.LayerNorm")
    for number in range(2):
        name = f"encoder.layer.{number}"
        parts = [dense(x, f"{name}.attention.self.{p}").reshape(len(ids), 4, 6).transpose(1, 0, 2) for p in ("query", "key", "value")]
        scores = parts[0] @ parts[1].transpose(0, 2, 1) / np.sqrt(6)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        context = (shares / shares.sum(-1, keepdims=True)) @ parts[2]
        attended = norm(x + dense(context.transpose(1, 0, 2).reshape(len(ids), 24), f"{name}.attention.output.dense"), weights, f"{name}.attention.output.LayerNorm")
        inner = torch.from_numpy(dense(attended, f"{name}.intermediate.dense"))
        x = norm(attended + dense(torch.nn.functional.gelu(inner).numpy(), f"{name}.output.dense"), weights, f"{name}.output.LayerNorm")
    return x


class SafetensorsTests(unittest.TestCase):
    def setUp(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "model.safetensors"

    def tearDown(self) -> None:
        self.directory.cleanup()

    def test_all_four_kinds_of_numbers_are_read(self) -> None:
        values = np.array([1.5, -2.0, 0.25], np.float32)
        write_safetensors(self.path, {
            "full": ("F32", [3], values.tobytes()), "half": ("F16", [3, 1], values.astype(np.float16).tobytes()),
            "brain": ("BF16", [3], (values.view(np.uint32) >> 16).astype(np.uint16).tobytes()),
            "whole": ("I64", [2], np.array([7, -8], np.int64).tobytes())})
        found = read_safetensors(self.path)
        for name in ("full", "half", "brain"):
            np.testing.assert_array_equal(found[name].numpy().ravel(), values)
        self.assertEqual(found["half"].shape, (3, 1))
        self.assertEqual(found["whole"].tolist(), [7, -8])

    def refused(self, content: bytes, reason: str) -> None:
        self.path.write_bytes(content)
        with self.assertRaisesRegex(DataError, f"model.safetensors.*{reason}"):
            read_safetensors(self.path)

    def test_what_does_not_fit_is_refused_before_it_is_read(self) -> None:
        def with_header(entries: object, data: bytes = b"1234") -> bytes:
            text = json.dumps(entries).encode()
            return len(text).to_bytes(8, "little") + text + data

        def entry(dtype: object = "F32", shape: object = [1], offsets: object = [0, 4]) -> dict:
            return {"x": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}

        self.refused(b"", "header of 0 bytes")
        self.refused(b"1234567", "header")
        self.refused((MAX_HEADER + 1).to_bytes(8, "little") + b"{}", f"at most {MAX_HEADER}")
        self.refused((3).to_bytes(8, "little") + b"{}", "header of 3 bytes")
        self.refused(with_header(entry())[:-5] , "header of|data_offsets")
        self.refused((2).to_bytes(8, "little") + b"[]", "object of tensors")
        self.refused((2).to_bytes(8, "little") + b"\xff\xfe", "not JSON")
        self.refused(with_header(entry(dtype="F64")), "dtype 'F64', allowed are F32, F16, BF16, I64")
        self.refused(with_header(entry(dtype=[1])), "dtype")
        self.refused(with_header(entry(shape=[-1])), "shape")
        self.refused(with_header(entry(shape=[1] * 9)), "shape")
        self.refused(with_header(entry(shape=[True])), "shape")
        self.refused(with_header(entry(offsets=[0])), "two whole numbers")
        self.refused(with_header(entry(offsets=[4, 8])), "data_offsets 4 to 8")
        self.refused(with_header(entry(offsets=[2, 1])), "data_offsets 2 to 1")
        self.refused(with_header(entry(shape=[2])), "8 bytes within 4")
        self.refused(with_header(entry(shape=[2**40, 2**40])), "data_offsets")
        self.refused(with_header({"x": 1}), "dtype, shape and data_offsets")

    def test_a_missing_file_is_named(self) -> None:
        with self.assertRaisesRegex(DataError, "model.safetensors: cannot be read"):
            read_safetensors(self.path)


class EncoderTests(unittest.TestCase):
    def setUp(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.root = Path(self.directory.name)

    def tearDown(self) -> None:
        self.directory.cleanup()

    def made(self, settings: EncoderConfig = LATIN, prefix: str = "") -> tuple[Backbone, Tokenizer, dict[str, np.ndarray]]:
        weights = write_encoder(self.root, prefix)
        encoder = read_encoder(self.root)
        writing = writing_of(encoder, settings, self.root)
        kept = kept_pieces(encoder, settings, writing.folding)
        backbone = Backbone(SHAPE, len(kept))
        fill(backbone, encoder, kept)
        write_characters(self.root / "characters.txt", writing)
        return backbone.eval(), Tokenizer([encoder.vocabulary[i] for i in kept], read_characters(self.root / "characters.txt")), weights

    @torch.no_grad()
    def test_the_layers_say_what_the_published_encoder_says_with_and_without_the_prefix(self) -> None:
        for prefix in ("", "bert."):
            backbone, tokenizer, weights = self.made(prefix=prefix)
            ids = tokenizer.encode("Turn waking lights é!", 64).ids
            states = backbone(torch.tensor([ids]), torch.ones(1, len(ids)))
            own = [ENCODER_PIECES.index(tokenizer.vocabulary[i]) for i in ids]
            np.testing.assert_allclose(states[2][0].numpy(), bert(weights, own), rtol=1e-4, atol=1e-4)
            self.assertEqual(states[3].shape, (1, len(ids), 8))

    def test_pieces_of_foreign_scripts_and_reserved_ones_are_dropped_and_the_special_ones_come_first(self) -> None:
        _, tokenizer, _ = self.made()
        self.assertEqual(tokenizer.vocabulary[:5], list(SPECIAL))
        self.assertEqual(set(ENCODER_PIECES) - set(tokenizer.vocabulary), {"[unused0]", "и", "##ия", "か", "ा", *"打开窗帘明天早上八点灯開"})
        _, tokenizer, _ = self.made(EncoderConfig(["LATIN", "CJK"], ""))
        self.assertIn("灯", tokenizer.vocabulary)

    def test_folded_characters_have_no_piece_and_read_as_what_they_are_folded_into(self) -> None:
        (self.root / "pairs.txt").write_text("# traditional, simplified\n開开\n", encoding="utf-8")
        _, tokenizer, _ = self.made(EncoderConfig(["LATIN", "CJK"], "pairs.txt"))
        self.assertNotIn("開", tokenizer.vocabulary)
        self.assertEqual(tokenizer.encode("打開灯", 64).ids, tokenizer.encode("打开灯", 64).ids)
        (self.root / "pairs.txt").write_text("開 开 x\n", encoding="utf-8")
        with self.assertRaisesRegex(DataError, "pairs.txt:1"):
            self.made(EncoderConfig(["LATIN", "CJK"], "pairs.txt"))

    def test_control_characters_are_left_out_wherever_they_stand_and_marks_at_the_end(self) -> None:
        _, tokenizer, _ = self.made()
        plain = tokenizer.encode("wake", 64).ids
        for text in ("wa\u200dke", "\u200dwake", "wake\ufffd", "\x00wake", "wake.", "wake\ufffd！"):
            self.assertEqual(tokenizer.encode(text, 64).ids, plain, ascii(text))
        self.assertEqual(tokenizer.encode("\u200d", 64).ids, [CLS, SEP])
        self.assertEqual(len(tokenizer.encode("wake\tturn", 64).ids), 4)

    def test_a_full_width_sign_stays_as_it_is_where_the_vocabulary_has_it(self) -> None:
        _, tokenizer, _ = self.made(EncoderConfig(["LATIN", "CJK"], ""))
        comma, colon = (tokenizer.encode(sign, 64).ids[1] for sign in ("，", "："))
        self.assertEqual((tokenizer.vocabulary[comma], colon), ("，", UNK))
        self.assertEqual(tokenizer.encode("ｗake", 64).ids, tokenizer.encode("wake", 64).ids)

    def test_a_cased_encoder_keeps_capitals_and_accents(self) -> None:
        writing = Writing(True, frozenset("aAé"), {})
        self.assertEqual((writing.mapped(ord("A")), writing.mapped(ord("é"))), ((ord("A"),), (ord("é"),)))
        write_encoder(self.root, do_lower_case=False)
        self.assertTrue(read_encoder(self.root).cased)
        write_encoder(self.root)
        self.assertFalse(read_encoder(self.root).cased, "no capital in the vocabulary")

    def test_an_encoder_that_is_not_laid_out_as_bert_is_named_with_what_is_allowed(self) -> None:
        for change, reason in (({"hidden_act": "relu"}, "hidden_act 'relu'"), ({"position_embedding_type": "relative_key"}, "position_embedding_type"),
                               ({"hidden_size": 0}, "hidden_size 0"), ({"num_attention_heads": 5}, "multiple of"), ({"layer_norm_eps": 1}, "layer_norm_eps"),
                               ({"do_lower_case": "yes"}, "do_lower_case")):
            write_encoder(self.root, **change)
            with self.assertRaisesRegex(DataError, f"config.json.*{reason}"):
                read_encoder(self.root)
        write_encoder(self.root, "model.")
        with self.assertRaisesRegex(DataError, "no tensor 'embeddings.word_embeddings.weight'"):
            read_encoder(self.root)
        write_encoder(self.root)
        (self.root / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n", encoding="utf-8")
        with self.assertRaisesRegex(DataError, r"vocab.txt: 4 pieces, \[MASK\] is missing"):
            read_encoder(self.root)
        write_encoder(self.root, num_hidden_layers=3)
        encoder = read_encoder(self.root)
        with self.assertRaisesRegex(DataError, "en.toml: backbone.wide_layers is 2, the encoder needs 3"):
            check_shape(SHAPE, encoder, "en.toml")
        write_encoder(self.root, intermediate_size=40)
        with self.assertRaisesRegex(DataError, r"'encoder.layer.0.intermediate.dense.weight': shape \[32, 24\], \[40, 24\]"):
            fill(Backbone(BackboneConfig(**{**SHAPE.__dict__, "wide_ffn": 40}), len(ENCODER_PIECES)), read_encoder(self.root), list(range(len(ENCODER_PIECES))))

    @torch.no_grad()
    def test_the_graph_computes_what_pytorch_computes_with_all_that_is_read_off(self) -> None:
        backbone, tokenizer, _ = self.made()
        torch.manual_seed(2)
        readouts = Readouts(SHAPE, ["alarm", "iot", "play"], "mean").eval()
        for parameter in readouts.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
        round_to_stored(round_to_half(backbone))
        round_to_stored(readouts)
        ids = np.array([tokenizer.encode("turn !lights", 64).ids, [*tokenizer.encode("wake", 64).ids, 0, 0]])
        mask = (ids > 0).astype(np.int64)
        states = backbone(torch.from_numpy(ids), torch.from_numpy(mask))
        said = readouts(states, torch.from_numpy(mask))
        for precision in PRECISIONS:
            for fuse in (False, True):
                with self.subTest(precision=precision, fuse=fuse):
                    model = backbone_model(backbone, precision, fuse=fuse, readouts=readouts)
                    self.assertEqual([o.name for o in model.graph.output], ["layer_3", "gate", "negated", "excluded", "likeness"])
                    found = run(model, {"input_ids": ids, "attention_mask": mask})
                    np.testing.assert_allclose(found["layer_3"][mask > 0], states[3].numpy()[mask > 0], rtol=2e-3, atol=2e-3)
                    for name, wanted in (("gate", said.gate.sigmoid()), ("negated", said.negated.sigmoid()), ("likeness", said.likeness)):
                        np.testing.assert_allclose(found[name], wanted.numpy(), rtol=2e-3, atol=2e-3)
                    np.testing.assert_allclose(found["excluded"][mask > 0], said.excluded.sigmoid().numpy()[mask > 0], rtol=2e-3, atol=2e-3)

    def test_vectors_of_the_pieces_are_stored_in_a_byte_for_each_number(self) -> None:
        backbone, _, _ = self.made()
        model = backbone_model(round_to_half(backbone))
        sizes = {t.name: (t.data_type, tuple(t.dims)) for t in model.graph.initializer if t.name.startswith("tokens")}
        pieces = len(backbone.tokens.weight)
        self.assertEqual(sizes, {"tokens.rows": (3, (pieces, 24)), "tokens.scale": (1, (pieces, 1))})


if __name__ == "__main__":
    unittest.main()
