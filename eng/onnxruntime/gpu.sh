#!/usr/bin/env bash
# Installs ONNX Runtime 1.29 with the CUDA provider (about 500 MB to download) and places its libraries in artifacts/gpu,
# where a router configured with device = "cuda:N" looks for them. CUDA 13, cuDNN 9 and the driver are the machine's own.
# Safe to run again: it does nothing when the libraries of this lock file are already there.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="${1:-$here/../../artifacts/gpu}"
lock="$here/gpu/package-lock.json"

fail() { echo "gpu.sh: $*" >&2; exit 1; }

[[ "$(uname -s)-$(uname -m)" == "Linux-x86_64" ]] || fail "the CUDA libraries exist for Linux on x86-64 only; this is $(uname -s) on $(uname -m)"
command -v npm >/dev/null || fail "npm is missing: install Node.js (Debian: apt-get install nodejs npm)"

if [[ -f "$target/package-lock.json" ]] && cmp -s "$lock" "$target/package-lock.json"; then
  echo "ONNX Runtime with CUDA is already in $target"
  exit 0
fi

echo "Installing ONNX Runtime with the CUDA provider (about 500 MB)"
(cd "$here/gpu" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)

modules="$here/gpu/node_modules"
runtime="$modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1"
providers="$modules/com.github.asus4.onnxruntime.linux-x64-gpu"
[[ -f "$runtime" ]] || fail "onnxruntime-node has no $runtime"

mkdir -p "$target"
rm -f "$target/package-lock.json"
cp -f "$runtime" "$target/libonnxruntime.so"
for name in cuda shared; do
  found="$(find "$providers" -name "libonnxruntime_providers_$name.so" -print -quit)"
  [[ -n "$found" ]] || fail "com.github.asus4.onnxruntime.linux-x64-gpu has no libonnxruntime_providers_$name.so"
  cp -f "$found" "$target/"
done
cp -f "$lock" "$target/package-lock.json"
rm -rf "$modules"
echo "ONNX Runtime with CUDA is in $target"
