"""Command line of the training pipeline; see ``--help`` of each command."""

from __future__ import annotations

import argparse
import dataclasses
import logging
import sys
import time
from pathlib import Path

from .config import ConfigError, load_config
from .corpus import DataError


def build_parser() -> argparse.ArgumentParser:
    """The parser with one sub-command per step of the pipeline."""
    parser = argparse.ArgumentParser(
        prog="training", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Trains Router's models. Steps in order:\n"
                    "  base      a backbone out of a pretrained encoder; instead of 'pretrain', and before 'prepare'\n"
                    "  prepare   split, dedupe, vocabulary, token ids\n"
                    "  pretrain  the backbone, by masked-word prediction (resumes from its checkpoint)\n"
                    "  warmup    the whole backbone on the labelled data of all subsystems, before it is frozen;\n"
                    "            with --teacher NAME networks that it and the heads learn from, to be made first\n"
                    "  finetune  one head per subsystem on the frozen backbone, then the ranker\n"
                    "  ablate    the same heads with one thing changed at a time, as a table\n"
                    "  likeness  how well the backbone's vectors tell which texts mean the same\n"
                    "  export    ONNX model packages\n"
                    "  evaluate  metrics of the routed decisions, in Python or through the router\n"
                    "For a new subsystem on a finished backbone, one command (docs/add-a-subsystem.md):\n"
                    "  search    the best head for a data file within a budget, as a package with a report\n"
                    "To measure what other networks would cost:\n"
                    "  random    a backbone package of a given size with random weights")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--work", type=Path, default=Path("artifacts/training"), metavar="DIR",
                        help="intermediate artefacts (default: %(default)s)")
    common.add_argument("--config", type=Path, metavar="FILE",
                        help="TOML or JSON configuration (default: training/configs/en.toml)")
    with_data = argparse.ArgumentParser(add_help=False)
    with_data.add_argument("--data", type=Path, required=True, metavar="PATH",
                           help="folder with hwu64/, clinc150/, sgd/ and crosswoz/")

    step = commands.add_parser("prepare", parents=[common, with_data], help="split, dedupe, vocabulary, token ids")
    step.add_argument("--keep-vocabulary", action="store_true",
                      help="keep the existing tokenizer; needed once a backbone is trained on it")
    step.add_argument("--held-out", type=Path, nargs="+", default=[], metavar="FILE",
                      help="JSON lines with a text, or lines of text: no training text equals one of these")
    step = commands.add_parser("base", parents=[common], help="a backbone out of a pretrained encoder")
    source = step.add_mutually_exclusive_group(required=True)
    source.add_argument("--encoder", type=Path, metavar="DIR", help="folder with config.json, vocab.txt and model.safetensors")
    source.add_argument("--package", type=Path, metavar="DIR", help="a backbone's package, to train its heads again or to warm it up further; with neither --out nor --texts")
    step.add_argument("--out", type=Path, metavar="DIR", help="also write the backbone as it is as a package under this root")
    step.add_argument("--texts", type=Path, nargs="+", default=[], metavar="FILE", help="lines of text that the bottleneck is laid out by")
    step = commands.add_parser("likeness", parents=[common], help="measure the vectors of likeness, beside those of the untouched encoder")
    step.add_argument("--data", type=Path, required=True, metavar="FILE", help="JSON lines with a text and an intent")
    step = commands.add_parser("pretrain", parents=[common], help="pre-train the backbone")
    step.add_argument("--minutes", type=float, help="wall-clock budget over all resumed runs (default: configuration)")
    step.add_argument("--processes", type=int, default=2, help="worker processes (default: %(default)s)")
    step = commands.add_parser("warmup", parents=[common], help="warm the backbone up on the labelled data")
    step.add_argument("--minutes", type=float, help="budget of processor time of each process (default: configuration; 0 skips it)")
    step.add_argument("--processes", type=int, default=2, help="worker processes (default: %(default)s)")
    step.add_argument("--resume", action="store_true", help="go on from the last warm-up; its minutes count")
    step.add_argument("--teacher", metavar="NAME",
                      help="write a network of another draw to teachers/NAME.pt: heads learn from its answers too, and with "
                           "warmup.distil_weight the warm-up")
    step.add_argument("--encoder", type=Path, metavar="DIR", help="with --teacher: that pretrained encoder, fine-tuned whole")
    step.add_argument("--begin", metavar="NAME", help="begin with the layers of teachers/NAME.pt, which was fine-tuned from the backbone's own encoder")
    step.add_argument("--leave-out", nargs="+", metavar="SUBSYSTEM",
                      help="do not show the backbone these subsystems: measures what warm-up costs new domains")
    step = commands.add_parser("finetune", parents=[common], help="train heads and ranker on the frozen backbone")
    step.add_argument("--minutes", type=float, help="budget of processor time of all heads together (default: configuration)")
    step.add_argument("--only", nargs="+", metavar="SUBSYSTEM", help="train only these heads, then the ranker if there are all heads")
    step.add_argument("--together", type=Path, nargs="+", default=[], metavar="DIR",
                      help="fit the ranker on the verdicts of these work folders too: those of other backbones")
    step.add_argument("--force", action="store_true", help="train also heads again that are trained on this backbone already")
    step = commands.add_parser("ablate", parents=[common], help="the same heads with one thing changed at a time")
    step.add_argument("--only", nargs="+", metavar="SUBSYSTEM", help="these heads (default: all)")
    step.add_argument("--change", nargs="*", default=[], metavar="KEY=VALUE",
                      help="one line of the table each: head.KEY=VALUE, adapt.KEY=VALUE or finetune.KEY=VALUE, several joined by commas")
    step.add_argument("--steps", type=int, help="steps of a head (default: configuration)")
    step.add_argument("--seeds", type=int, default=1, help="trainings of a head for a line (default: %(default)s)")
    step = commands.add_parser("export", parents=[common], help="write model packages")
    step.add_argument("--output", type=Path, default=Path("models"), metavar="DIR",
                      help="package root (default: %(default)s)")
    step.add_argument("--only", nargs="+", metavar="SUBSYSTEM", help="these heads alone, neither backbone nor ranker")
    step.add_argument("--version", help="of the packages (default: configuration)")
    step = commands.add_parser("evaluate", parents=[common, with_data], help="measure routed decisions")
    engine = step.add_mutually_exclusive_group()
    engine.add_argument("--router", metavar="PATH", help="router command: run as PATH route --input F --output F")
    engine.add_argument("--decisions", type=Path, metavar="FILE",
                        help="decisions for the texts of --write-input, one JSON object per line, in order")
    engine.add_argument("--engine", choices=["torch"], default="torch", help="decide in Python (default)")
    step.add_argument("--write-input", type=Path, metavar="FILE", help="only write the texts to decide, one per line")
    step.add_argument("--write-labelled", type=Path, metavar="FILE",
                      help="only write the labelled texts, one JSON object per line, for router eval --data")
    step.add_argument("--part", choices=["validation", "development"], default="validation",
                      help="part of the labelled data (default: %(default)s)")
    step.add_argument("--metrics", type=Path, metavar="FILE", help="write all metrics as JSON")
    step.add_argument("--models", type=Path, metavar="DIR", help="store metrics in the manifests under this root")
    step = commands.add_parser("random", parents=[common], help="a backbone package of a given size with random weights, to measure what it costs")
    step.add_argument("--like", type=Path, required=True, metavar="DIR", help="backbone package whose vocabulary it takes")
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="package root")
    step.add_argument("--layers", type=int, default=12, help="default: %(default)s, as BERT-base has")
    step.add_argument("--width", type=int, default=768, help="default: %(default)s, as BERT-base has")
    _add_search(commands)
    return parser


def _add_search(commands: argparse._SubParsersAction) -> None:
    step = commands.add_parser("search", help="the best head for a data file within a budget", description=(
        "Trains a new subsystem's head on the frozen backbone: tries settings until the time is used up and writes the best as a package."))
    step.add_argument("--data", type=Path, required=True, metavar="FILE", help="labelled utterances, one JSON object per line")
    step.add_argument("--name", required=True, help="of the subsystem: lower-case letters, digits, - and _, a letter first")
    step.add_argument("--minutes", type=float, default=10.0, help="wall-clock budget, 0.2 to 1440 (default: %(default)g)")
    step.add_argument("--negatives", type=Path, metavar="FILE", help="texts of others, one a line or JSON with a text (default: those shipped)")
    step.add_argument("--lexicon", type=Path, metavar="DIR", help="lists of names, one a line: DIR/TYPE.txt for the slot type TYPE")
    step.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where the backbone's package is (default: %(default)s)")
    step.add_argument("--backbone", type=Path, metavar="DIR", help="the backbone's package (default: the newest below --models for the language of most utterances)")
    step.add_argument("--output", type=Path, metavar="DIR", help="package root (default: the same as --models)")
    step.add_argument("--version", default="1.0.0", help="of the package (default: %(default)s)")
    step.add_argument("--generation", type=int, default=1, help="above that of every subsystem whose texts the head learns against, 0 to 1000: where it is sure, "
                      "the ranker believes it before those, which do not know its texts (default: %(default)s, the shipped heads having 0)")
    step.add_argument("--seed", type=int, help="of every random choice (default: configuration)")
    step.add_argument("--work", type=Path, metavar="DIR", help="report and intermediate artefacts (default: artifacts/search/NAME)")
    step.add_argument("--config", type=Path, metavar="FILE", help="TOML or JSON configuration (default: the one that the backbone was made with)")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; errors of configuration and data are one line on stderr and exit code 2."""
    started = time.monotonic()
    options = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    try:
        config = load_config(options.config)
        if options.command == "prepare":
            from .prepare import prepare
            prepare(config, options.data, options.work, options.keep_vocabulary, options.held_out)
        elif options.command == "base":
            from .pretrained import make_base, unpack_base
            if options.package and (options.out or options.texts):
                raise ConfigError("base: --package goes with neither --out nor --texts, its backbone is finished")
            if options.package:
                unpack_base(config, options.package, options.work, str(options.config or "en.toml"))
            else:
                make_base(config, options.encoder, options.work, options.out, options.texts, str(options.config or "en.toml"))
        elif options.command == "likeness":
            from .likeness import measure_likeness
            print(measure_likeness(config, options.work, options.data))
        elif options.command == "pretrain":
            from .pretrain import pretrain
            pretrain(config, options.work, options.minutes, options.processes)
        elif options.command == "warmup":
            from .warmup import warmup
            warmup(config, options.work, options.minutes, options.processes, options.leave_out, options.resume,
                   options.teacher, options.encoder, options.begin)
        elif options.command == "finetune":
            from .finetune import finetune
            finetune(config, options.work, options.minutes, options.only, options.force, options.together)
        elif options.command == "ablate":
            from .ablation import ablate
            print(ablate(config, options.work, options.only, options.change, options.steps, options.seeds))
        elif options.command == "export":
            from .export import export
            from .packages import check_version
            if options.version:
                config = dataclasses.replace(config, version=check_version(options.version))
            export(config, options.work, options.output, options.only)
        elif options.command == "random":
            from .random_backbone import make_random
            print(make_random(config, options.like, options.output, options.layers, options.width))
        elif options.command == "search":
            from .search import request_of, search
            search(config if options.config else None, request_of(options), started)
        else:
            from .evaluate import run
            run(config, options)
    except (ConfigError, DataError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
