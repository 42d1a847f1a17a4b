#!/usr/bin/env bash
# Trains tiny models on synthetic data with the commands that train the real ones, then has the router load them and replay the
# outputs that PyTorch recorded: the two sides agree on the package format and on every number.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
options=(--work "$work/training" --config training/configs/smoke.toml)

/usr/bin/python3 -c 'import sys; from pathlib import Path; from training.tests.support import write_synthetic_data; write_synthetic_data(Path(sys.argv[1]))' "$work/data"
./train prepare --data "$work/data" "${options[@]}"
./train pretrain --minutes 0.03 --processes 1 "${options[@]}"
./train warmup --minutes 0.03 --processes 1 "${options[@]}"
./train finetune "${options[@]}"
./train export --output "$work/models" "${options[@]}"
./train evaluate --data "$work/data" "${options[@]}"
./router models verify --set "router.models.path=\"$work/models\""
