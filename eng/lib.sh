# Shared by the scripts of this repository; sourced, never run.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
configuration=Release
program="$root/src/Router.Tools/bin/$configuration/net10.0/router.dll"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$(basename "$0"): $*"; exit 1; }

# Runs a command as root: directly, or through sudo where the caller is somebody else.
as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    say "needs root: sudo $*"
    sudo "$@"
  else
    fail "needs root and there is no sudo; run this as root: $*"
  fi
}

# Runs a command, showing what it printed only when it fails.
quietly() {
  local log status=0
  log="$(mktemp)"
  "$@" >"$log" 2>&1 || status=$?
  if [[ "$status" != 0 ]]; then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# The ONNX Runtime to build with: the one asked for ($OnnxRuntime), else that of the last build, which may be in use.
onnx_runtime() {
  local stamp="$root/artifacts/router.built"
  if [[ -n "${OnnxRuntime:-}" ]]; then printf '%s' "$OnnxRuntime"; elif [[ -f "$stamp" ]]; then cat "$stamp"; else printf Cpu; fi
}

# True when a file that the program is built from is newer than its last build, or that took another ONNX Runtime.
sources_changed() {
  local stamp="$root/artifacts/router.built"
  [[ -f "$program" && -f "$stamp" && "$(cat "$stamp")" == "$(onnx_runtime)" ]] || return 0
  local newer
  newer="$(find "$root/src" "$root/eng" "$root/hocon/reference.conf" "$root/hocon/akka.conf" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
    "$root/global.json" "$root/.editorconfig" \
    \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$stamp" \
    \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.proto' -o -name '*.json' \
       -o -name '*.txt' -o -name '*.conf' -o -name '*.rules' -o -name .editorconfig \) -print -quit)"
  [[ -n "$newer" ]]
}

# Builds the program when its sources changed. Two callers at once build once: the second waits.
build_router() {
  mkdir -p "$root/artifacts"
  sources_changed || return 0
  exec 9>"$root/artifacts/.build.lock"
  flock 9
  if sources_changed; then
    if [[ -f "$program" ]]; then say "Building the router (sources changed)"; else say "Building the router (the first time takes a minute or two)"; fi
    # Stamped with the time before the build, so that an edit during it counts as newer.
    local runtime
    runtime="$(onnx_runtime)"
    printf '%s\n' "$runtime" >"$root/artifacts/router.building"
    OnnxRuntime="$runtime" quietly dotnet build "$root/src/Router.Tools/Router.Tools.csproj" --configuration "$configuration" --verbosity quiet -nologo \
      || fail "the build failed"
    mv -f "$root/artifacts/router.building" "$root/artifacts/router.built"
  fi
  exec 9>&-
}
