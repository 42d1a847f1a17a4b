#!/usr/bin/env bash
# Writes the bill of materials of the program (CycloneDX 1.6, JSON): every package that it is built from, with version, licence and hash.
# The first time it installs the tool that does it into artifacts/tools.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=6.3.1
tools="$root/artifacts/tools"
output="${1:-$root/artifacts/router.cdx.json}"
case "$output" in
  -h|--help) echo "Usage: eng/sbom.sh [FILE]  (by default artifacts/router.cdx.json)"; exit 0 ;;
  -*) fail "unknown argument '$output' (allowed: a file)" ;;
esac

"$root/eng/setup.sh"
if ! [[ -x "$tools/dotnet-CycloneDX" ]]; then
  quietly dotnet tool install CycloneDX --version "$version" --tool-path "$tools" || fail "the tool CycloneDX could not be installed"
fi
mkdir -p "$(dirname "$output")"
quietly "$tools/dotnet-CycloneDX" "$root/src/Router.Tools/Router.Tools.csproj" --recursive --disable-package-restore --spec-version 1.6 \
  --output-format Json --set-name router --set-version "$(dotnet msbuild "$root/src/Router.Tools/Router.Tools.csproj" -getProperty:Version)" \
  --output "$(dirname "$output")" --filename "$(basename "$output")" || fail "the bill of materials could not be written"
say "$output"
