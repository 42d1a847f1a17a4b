#!/usr/bin/env bash
# Sets everything up and runs every check: build with warnings as errors, formatting, known weaknesses of packages, all .NET and
# Python tests and a training smoke run. The last line is "N passed, N failed"; the exit code is 0 only when nothing failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/lib.sh"
cd "$root"

passed=0
failed=0
failures=()
results="$root/artifacts/test-results"

count() { passed=$((passed + $1)); failed=$((failed + $2)); }

# One that failed, under the name that the last lines give it.
failing() { say "FAILED: $1"; count 0 1; failures+=("$1"); }

heading() { say ""; say "== $* ($(date +%H:%M:%S))"; }

finish() {
  if [[ "$failed" != 0 ]]; then
    say ""
    say "What failed:"
    printf '  %s\n' "${failures[@]}" >&2
  fi
  echo "$passed passed, $failed failed"
  [[ "$failed" == 0 && "$passed" -gt 0 ]]
}

# A check that is one test: passes when the command does.
check() {
  local name="$1"
  shift
  heading "$name"
  if quietly "$@"; then say "ok"; count 1 0; else failing "$name"; return 1; fi
}

# The command ends well whatever it finds, and knows what the sources of packages tell: one that has no data tells of none.
known_weaknesses() {
  heading "known weaknesses of packages"
  local log="$results/weaknesses.json"
  if ! timeout 120 dotnet list Router.sln package --vulnerable --include-transitive --no-restore --format json >"$log" 2>&1; then
    say "NOT LOOKED FOR: no source of packages answers"
    tail -n 5 "$log" >&2
  elif grep -q '"vulnerabilities"' "$log"; then
    grep -E '"(id|resolvedVersion|severity|advisoryurl)"' "$log" | sort -u >&2
    failing "packages with known weaknesses ($log)"
  else
    say "ok"
    count 1 0
  fi
}

# The counts stand in the result file; a test host that died leaves none, which is a failure by itself.
dotnet_tests() {
  local project="$1" name status=0 file counters
  name="$(basename "$project" .csproj)"
  file="$results/$name.trx"
  heading "$name"
  dotnet test "$project" --configuration "$configuration" --no-build --nologo --verbosity quiet \
    --logger "trx;LogFileName=$file" --logger "console;verbosity=normal" --blame-hang --blame-hang-timeout 5m \
    >"$results/$name.log" 2>&1 || status=$?
  counters="$(grep -o '<Counters [^>]*' "$file" 2>/dev/null || true)"
  if [[ -z "$counters" ]]; then
    tail -n 40 "$results/$name.log" >&2
    failing "$name ended without a result"
    return
  fi
  local good bad
  good="$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")"
  bad="$(sed -E 's/.* failed="([0-9]+)".*/\1/' <<<"$counters")"
  if [[ "$bad" == 0 && "$status" != 0 ]]; then bad=1; fi
  if [[ "$bad" != 0 ]]; then
    grep -vE '^\s+Passed ' "$results/$name.log" >&2 || true
    local names
    mapfile -t names < <(sed -nE 's/^ +Failed (.*) \[[^]]*\]$/\1/p' "$results/$name.log")
    failures+=("${names[@]:-$name}")
  fi
  say "$good passed, $bad failed"
  count "$good" "$bad"
}

python_tests() {
  heading "training: unit tests"
  local log="$results/python.log" status=0 ran bad
  /usr/bin/python3 -m unittest discover -s training/tests -t . >"$log" 2>&1 || status=$?
  ran="$(sed -nE 's/^Ran ([0-9]+) tests?.*/\1/p' "$log" | tail -n 1)"
  ran="${ran:-0}"
  bad="$(sed -nE 's/^FAILED \((.*)\)$/\1/p' "$log" | grep -oE '(failures|errors|unexpected successes)=[0-9]+' | cut -d= -f2 | paste -sd+ || true)"
  bad=$(( ${bad:-0} ))
  if [[ "$bad" == 0 && ( "$status" != 0 || "$ran" == 0 ) ]]; then bad=1; fi
  if [[ "$bad" != 0 ]]; then
    cat "$log" >&2
    failures+=("training: unit tests ($bad of $ran)")
  fi
  say "$(( ran > bad ? ran - bad : 0 )) passed, $bad failed"
  count "$(( ran > bad ? ran - bad : 0 ))" "$bad"
}

started=$SECONDS
heading "set-up"
"$root/eng/setup.sh" --training --interop
rm -rf "$results"
mkdir -p "$results"

# The stamp (eng/lib.sh) may tell of another ONNX Runtime than this build puts into the same folders.
rm -f "$root/artifacts/router.built"
if ! check "build" dotnet build Router.sln --configuration "$configuration" --verbosity quiet -nologo -warnaserror; then
  finish
  exit 1
fi
check "formatting" dotnet format Router.sln --verify-no-changes --no-restore || true
known_weaknesses
for project in tests/*/*.csproj; do dotnet_tests "$project"; done
python_tests
check "training: smoke run" eng/training-smoke.sh || true

say ""
say "$((SECONDS - started)) s"
finish
