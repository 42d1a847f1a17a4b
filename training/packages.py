"""Model packages on disk: a directory with ``manifest.json`` and the files it names with their SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from .corpus import DataError

DATA = ["HWU64 (CC BY 4.0)", "CLINC150 out-of-scope and Wikipedia sentences (CC BY 3.0)", "SGD (CC BY-SA 4.0)",
        "CrossWOZ (Apache-2.0)", "training/data/zh and training/data/lexicon (Apache-2.0)"]


ENGLISH = ["HWU64 (CC BY 4.0)", "SLURP (CC BY 4.0)", "botframework-skills (MIT)", "OHF-Voice/intents (CC BY 4.0)",
           "CLINC150 out-of-scope and Wikipedia sentences (CC BY 3.0)", "SGD (CC BY-SA 4.0)"]
CHINESE = ["botframework-skills (MIT)", "OHF-Voice/intents (CC BY 4.0)", "CrossWOZ (Apache-2.0)", "KdConv (Apache-2.0)"]
ENCODER = "pretrained encoder "


def sources_of(languages: list[str], encoder: str | None) -> list[str]:
    """What a package is trained on; ``encoder`` is the pretrained one that it stands on, if any."""
    if encoder is None:
        return DATA
    sets = [name for language, names in (("en", ENGLISH), ("zh", CHINESE)) if language in languages for name in names]
    return [f"{ENCODER}{encoder}", *dict.fromkeys(sets), "training/data (Apache-2.0)"]


def check_version(version: str) -> str:
    """The version of a package as given, if it is one."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){2}", version):
        raise DataError(f"--version {version}: three numbers such as 1.0.0 are needed")
    return version


def encoder_of(sources: list[str] | str) -> str | None:
    """The encoder that ``sources_of`` named."""
    named = [source.removeprefix(ENCODER) for source in sources if source.startswith(ENCODER)] if isinstance(sources, list) else []
    return named[0] if named else None


def source_commit() -> str:
    """Commit of the code that runs, or ``unknown`` outside a repository."""
    try:
        result = subprocess.run(["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True,
                                check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return result.stdout.strip()


class PackageWriter:
    """Writes one package beside its final place and swaps it in whole."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._new = directory.with_name(f".{directory.name}.new")
        shutil.rmtree(self._new, ignore_errors=True)
        self._new.mkdir(parents=True)
        self._files: dict[str, dict[str, str]] = {}

    def add(self, role: str, name: str, content: bytes) -> None:
        """Adds a file under its role."""
        (self._new / name).write_bytes(content)
        self._files[role] = {"path": name, "sha256": hashlib.sha256(content).hexdigest()}

    def finish(self, manifest: dict[str, Any], seed: int, metrics: dict[str, float], data: list[str] | None = None) -> None:
        """Writes the manifest and replaces the package at its final place; ``data`` names what it was trained on."""
        training = {"data": data or DATA, "seed": seed, "commit": source_commit()}
        write_json(self._new / "manifest.json", {**manifest, "files": self._files, "training": training, "metrics": metrics})
        shutil.rmtree(self._directory, ignore_errors=True)
        self._new.replace(self._directory)


def json_bytes(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def write_json(path: Path, value: Any) -> None:
    """Indented UTF-8 JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def store_metrics(root: Path, metrics: dict[str, dict[str, float]], backbone: str) -> None:
    """Replaces ``metrics`` in the manifests under ``root``; keys are package names, ``ranker`` and the backbone's. Of heads those on ``backbone``, whose language was measured."""
    for path in sorted(root.glob("**/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["name"] in metrics and manifest.get("backbone", {}).get("name", backbone) == backbone:
            manifest["metrics"] = metrics[manifest["name"]]
            write_json(path, manifest)
