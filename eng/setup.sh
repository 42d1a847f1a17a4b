#!/usr/bin/env bash
# Checks what the build needs and restores its packages; with --training installs what the training needs, with --interop what the
# interop tests need.
# Safe to run again; the second time takes about a second.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

training=false
interop=false
for argument in "$@"; do
  case "$argument" in
    --training) training=true ;;
    --interop) interop=true ;;
    -h|--help) echo "Usage: eng/setup.sh [--training] [--interop]"; exit 0 ;;
    *) fail "unknown argument '$argument' (allowed: --training, --interop)" ;;
  esac
done

check_dotnet() {
  command -v dotnet >/dev/null \
    || fail "the .NET SDK is missing: install version 10 (https://dotnet.microsoft.com/download/dotnet/10.0) and put dotnet on PATH"
  (cd "$root" && dotnet --version >/dev/null 2>&1) \
    || fail "a .NET SDK 10 is needed; installed: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
}

check_node() {
  command -v node >/dev/null && command -v npm >/dev/null \
    || fail "Node.js with npm is missing (the interop tests use its gRPC client): install version 18 or newer"
  local version
  version="$(node --version)"
  local major="${version#v}"
  major="${major%%.*}"
  [[ "$major" -ge 18 ]] || fail "Node.js 18 or newer is needed; $(command -v node) is $version"
}

# Restores when a file that decides on packages changed since the last time.
restore() {
  local stamp="$root/artifacts/restored.sha256" now
  now="$(cd "$root" && find . \( -name bin -o -name obj -o -name node_modules -o -name artifacts -o -name .git \) -prune -o \
    \( -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.sln' -o -name global.json -o -name package-lock.json \) -type f -print0 \
    | sort -z | xargs -0 sha256sum | sha256sum)"
  if [[ -f "$stamp" && "$(cat "$stamp")" == "$now" && -f "$root/src/Router.Host/obj/project.assets.json" ]]; then return; fi
  say "Restoring packages"
  quietly dotnet restore "$root/Router.sln" --verbosity quiet -nologo || fail "packages could not be restored"
  mkdir -p "$root/artifacts"
  printf '%s\n' "$now" >"$stamp"
}

# Debian's own Python with its own packages: training and tests use no others.
training_packages=(python3 python3-torch python3-onnx python3-optuna python3-tqdm libopenblas0-pthread)
interop_packages=(python3 python3-grpcio python3-protobuf)

# install OPTION PURPOSE IMPORTS PACKAGE...
install() {
  local option="$1" purpose="$2" imports="$3"
  shift 3
  command -v dpkg-query >/dev/null || fail "$option needs Debian 12: the packages $*"
  if ! installed "$@"; then
    say "Installing Debian packages for $purpose (through apt-get, as root): $*"
    quietly as_root apt-get update || fail "apt-get update failed"
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" \
      || fail "the packages could not be installed"
  fi
  /usr/bin/python3 -c "import $imports" || fail "/usr/bin/python3 cannot import $imports"
}

installed() {
  dpkg-query --show --showformat='${db:Status-Status}\n' "$@" 2>/dev/null | grep -cx installed | grep -qx "$#"
}

check_dotnet
if [[ "$interop" == true ]]; then check_node; fi
restore
if [[ "$training" == true ]]; then install --training "the training" "onnx, optuna, torch, tqdm" "${training_packages[@]}"; fi
if [[ "$interop" == true ]]; then install --interop "the interop tests" "grpc, google.protobuf" "${interop_packages[@]}"; fi
