#!/usr/bin/env bash
# Sets everything up, starts the router on 127.0.0.1 with the shipped models, plays samples/utterances.txt through its HTTP
# front end, then several speakers at once through gRPC in a table that changes while they speak, and keeps serving until Ctrl-C.
# With --cluster: three nodes instead, each of which is ended in its turn while queries come.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./run.sh [--once] [--port N] [--gpu]
       ./run.sh --cluster
  --once     end after the tables, with exit code 0 when every sample was decided
  --port N   listen on 127.0.0.1:N (default 8080), for gRPC on N + 10
  --gpu      run the models on the first CUDA device; downloads about 245 MB the first time
  --cluster  start three nodes that share the subsystems, on free ports, and end each of them under load: about three minutes. Exit code 0 when
             no query was lost and no decision partial
TEXT
}

once=false
gpu=false
cluster=false
port=8080
while [[ $# -gt 0 ]]; do
  case "$1" in
    --once) once=true ;;
    --gpu) gpu=true ;;
    --cluster) cluster=true ;;
    --port) [[ $# -ge 2 ]] || { usage >&2; exit 2; }; port="$2"; shift ;;
    --port=*) port="${1#--port=}" ;;
    -h|--help) usage; exit 0 ;;
    *) say "run.sh: unknown argument '$1'"; usage >&2; exit 2 ;;
  esac
  shift
done
[[ "$port" =~ ^[0-9]+$ && "$port" -ge 1 && "$port" -le 65525 ]] || { say "run.sh: --port is '$port'; allowed are 1 to 65525"; exit 2; }

"$root/eng/setup.sh"
if [[ "$gpu" == true ]]; then export OnnxRuntime=Gpu; fi
build_router
export ROUTER_HOME="$root"
if [[ "$cluster" == true ]]; then exec dotnet "$program" cluster trial; fi
serve=(serve --port "$port" --grpc-port "$((port + 10))" --set router.http.host=127.0.0.1 --set router.grpc.host=127.0.0.1)
if [[ "$gpu" == true ]]; then
  serve+=(--set 'router.backbone-defaults.devices=["cuda:0"]')
fi

log="$root/artifacts/run.log"
mkdir -p "$root/artifacts"
server=""
player=""

# Called on every way out: the server finishes what it has and goes.
stop() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n "$player" ]]; then kill -TERM "$player" 2>/dev/null || true; fi
  if [[ -n "$server" ]] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  exit "$status"
}
trap stop EXIT
trap 'exit 0' INT TERM

dotnet "$program" "${serve[@]}" >"$log" 2>&1 &
server=$!

# Runs a command of the program that talks to the server. A server that ends meanwhile could not start, and its log says why.
player_status=0
show() {
  local ended="" status=0
  dotnet "$program" "$@" &
  player=$!
  wait -n -p ended "$server" "$player" || status=$?
  if [[ "$ended" == "$server" ]]; then
    kill -TERM "$player" 2>/dev/null || true
    wait "$player" 2>/dev/null || true
    player=""
    server=""
    cat "$log" >&2
    exit "$(( status == 0 ? 1 : status ))"
  fi
  player=""
  if [[ "$status" != 0 ]]; then player_status="$status"; fi
}

show play "$root/samples/utterances.txt" --url "http://127.0.0.1:$port" --wait 120
if [[ "$player_status" != 0 ]]; then exit "$player_status"; fi

say "Now eight people speak at once:"
sessions=()
for name in en-iot-two-in-one-breath zh-iot-two-in-one-breath en-weather-hike zh-knowledge-geography en-music-running \
  zh-alarm-broken-off en-takeaway-friday en-mishears-at-the-end; do
  sessions+=("$root/samples/sessions/$name.jsonl")
done
show stream "${sessions[@]}" --grpc "127.0.0.1:$((port + 10))"
if [[ "$once" == true || "$player_status" != 0 ]]; then exit "$player_status"; fi

cat <<TEXT

Serving on http://127.0.0.1:$port until Ctrl-C; its log is artifacts/run.log. Try:
  curl -s http://127.0.0.1:$port/v1/route -H 'Content-Type: application/json' -d '{"text": "wake me at seven tomorrow"}'
TEXT
status=0
wait "$server" || status=$?
server=""
if [[ "$status" != 0 ]]; then cat "$log" >&2; fi
exit "$status"
