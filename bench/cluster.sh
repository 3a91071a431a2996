#!/usr/bin/env bash
# Measures a hub as a cluster on this machine: a PostgreSQL server and silos, each a process of its own, driven over HTTP. With 1 silo and with N by turns, each
# on an empty database: generated files from upload to the last commit, then single upserts one after the other; figures are medians of the rounds. Then N silos
# again, of which one is killed in the midst of the load; the first single silo is also started anew, with the pages of its shards and without.
# Processor time is that of the load: of all silos, from when they are ready, and of the server. Ends with a JSON file in bench/results; compares the partition
# of records into parties of all runs, and fails where they differ.
#   bench/cluster.sh [--records 200000] [--silos 3] [--rounds 3] [--upserts 2000] [--kill yes|no] [--out bench/results]
# Needs curl, PostgreSQL's programs (./party test installs them) and a feed that has the Orleans packages.
set -euo pipefail
top=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
records=200000 silos=3 rounds=3 upserts=2000 kill=yes out=$top/bench/results
while [[ $# -gt 0 ]]; do
  case $1 in
    --records) records=$2 ;; --silos) silos=$2 ;; --rounds) rounds=$2 ;; --upserts) upserts=$2 ;; --kill) kill=$2 ;; --out) out=$2 ;;
    *) echo "bench/cluster.sh: $1 is no option; it takes --records, --silos, --rounds, --upserts, --kill and --out." >&2; exit 2 ;;
  esac
  shift 2
done
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[[ -n $bin ]] || { echo "bench/cluster.sh: PostgreSQL is not installed; ./party test installs it." >&2; exit 2; }
"$top/party" silo --help >/dev/null

work=$(mktemp -d)
chmod 755 "$work"
pids=() started=() server=
as_server() { if [[ $EUID -eq 0 ]]; then (cd / && exec setpriv --reuid postgres --regid postgres --clear-groups "$@"); else "$@"; fi; }
# stop PID...: asks processes to end, and makes those end that do not within half a minute.
stop() {
  local pid until=$((SECONDS + 30))
  for pid in "$@"; do kill "$pid" 2>/dev/null || true; done
  for pid in "$@"; do
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < until)); do sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
finish() {
  trap - EXIT
  stop ${started[@]+"${started[@]}"}
  [[ -z $server ]] || as_server "$bin/pg_ctl" stop -m immediate -D "$work/pg/data" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

install -d -m 711 "$work/pg"
[[ $EUID -ne 0 ]] || chown postgres "$work/pg"
as_server "$bin/initdb" -D "$work/pg/data" -U party --auth=trust -E UTF8 --locale=C >"$work/initdb.log"
printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$work/pg'" 'max_connections = 400' 'shared_buffers = 1GB' 'max_wal_size = 8GB' >>"$work/pg/data/postgresql.conf"
server=yes
as_server "$bin/pg_ctl" start -w -D "$work/pg/data" -l "$work/pg/log" >/dev/null

"$top/party" generate --records "$records" --out "$work/data" >/dev/null
free_port() { comm -23 <(seq 20000 29999 | sort) <(ss -Htan | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -u) | shuf -n 1; }
now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"%.3f\", $1 }"; }
# figure NAME VALUE UNIT: one value of a figure, which is the median of its values in the end.
names=()
declare -A values=() units=()
figure() {
  [[ -n ${units[$1]:-} ]] || names+=("$1")
  values[$1]+="$2 " units[$1]=$3
  printf '%-44s %14s %s\n' "$1" "$2" "$3"
}
median() { tr ' ' '\n' <<<"$1" | grep . | sort -g | awk '{ of[NR] = $1 } END { printf "%.12g", NR % 2 ? of[(NR + 1) / 2] : (of[NR / 2] + of[NR / 2 + 1]) / 2 }'; }

# ticks_of PID: ticks of the processor that a process has used, and those of its children that have ended.
ticks_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '{ print $12 + $13 + $14 + $15 }'; }
# seconds_of PID...: the same of several, as seconds; a process that was killed counts no more.
seconds_of() {
  local pid sum=0
  for pid in "$@"; do sum=$((sum + $(ticks_of "$pid" | grep . || echo 0))); done
  calc "$sum / $(getconf CLK_TCK)"
}
server_pids() { local main; main=$(head -n 1 "$work/pg/data/postmaster.pid"); echo "$main"; cat "/proc/$main/task/$main/children"; }

# start NAME COUNT [again]: silos over a new database, or one that is there; fills database, pids, urls and tokens, and waits until all are ready.
start() {
  [[ -n ${3:-} ]] || as_server "$bin/createdb" -h "$work/pg" -U party "$1"
  database="Host=$work/pg;Username=party;Database=$1" pids=() urls=() tokens=()
  local i bound
  for ((i = 0; i < $2; i++)); do
    rm -f "$work/$1-$i.json" # what an earlier silo of the name said of itself
    "$top/party" silo --db "$database" --cluster-id "$1" --silo-port "$(free_port)" --json --set urls=http://127.0.0.1:0 \
      --set security.ordinary-per-second=1000000 --set security.ordinary-burst=1000000 --set security.expensive-per-second=1000000 \
      --set security.expensive-burst=1000000 --set security.anonymous-per-second=1000000 >"$work/$1-$i.json" 2>"$work/$1-$i.log" &
    pids+=($!) started+=($!)
    until bound=$(grep -om1 'http://127.0.0.1:[0-9]*' "$work/$1-$i.json" 2>/dev/null); do
      kill -0 "${pids[i]}" || { cat "$work/$1-$i.json" "$work/$1-$i.log" >&2; exit 1; }
      sleep 0.1
    done
    urls+=("$bound")
    until curl -sf -o /dev/null "$bound/health/ready"; do sleep 0.1; done
    tokens+=("$(sed -n 's/.*"token": *"\([^"]*\)".*/\1/p' "$work/$1-$i.json" | head -n 1)")
  done
}
ask() { local silo=$1; shift; curl -sS --fail-with-body -H "Authorization: Bearer ${tokens[silo]}" "$@"; }

# load NAME COUNT [VICTIM]: sends all files, waits until they are loaded, and kills the victim once a fifth is there; sets seconds, recovery,
# silo_seconds and server_seconds.
load() {
  local began file i=0 killed= done_records silos_before server_before
  # shellcheck disable=SC2046
  silos_before=$(seconds_of "${pids[@]}") server_before=$(seconds_of $(server_pids))
  began=$(now)
  for file in "$work"/data/[!_]*; do
    ask $((i % $2 == ${3:--1} ? 0 : i % $2)) -o "$work/started-$1-$i.json" -X POST "${urls[i % $2 == ${3:--1} ? 0 : i % $2]}/v1/loads/upload?name=$(basename "$file")" -H 'Content-Type: application/octet-stream' --data-binary "@$file"
    i=$((i + 1))
  done
  while true; do
    done_records=$("$bin/psql" -h "$work/pg" -U party -d "$1" -Atc 'SELECT count(*) FROM record')
    if [[ -n ${3:-} && -z $killed && $done_records -gt $((records / 5)) ]]; then
      kill -9 "${pids[$3]}"
      killed=$(now)
    fi
    if ask 0 "${urls[0]}/v1/loads" >"$work/loads.json" && ! grep -q '"state": *"\(running\|waiting\)"' "$work/loads.json"; then break; fi
    sleep 0.2
  done
  # shellcheck disable=SC2046
  silo_seconds=$(calc "$(seconds_of "${pids[@]}") - $silos_before") server_seconds=$(calc "$(seconds_of $(server_pids)) - $server_before")
  seconds=$(calc "$(now) - $began") recovery=$([[ -z $killed ]] || calc "$(now) - $killed")
  [[ $("$bin/psql" -h "$work/pg" -U party -d "$1" -Atc 'SELECT count(*) FROM record') -eq $records ]] || { echo "bench/cluster.sh: not all records came: $(cat "$work/loads.json")" >&2; exit 1; }
}

# restart NAME [SQL]: the only silo stops, and another one starts over the same records, once SQL was run; sets seconds until it is ready.
restart() {
  local began
  stop "${pids[@]}"
  [[ -z ${2:-} ]] || "$bin/psql" -h "$work/pg" -U party -d "$1" -qc "$2"
  began=$(now)
  start "$1" 1 again
  seconds=$(calc "$(now) - $began")
}

# live NAME: single upserts one after the other on one connection, milliseconds each, sorted.
live() {
  local i
  for ((i = 0; i < upserts; i++)); do
    printf 'url = "%s/v1/records/live/%d"\nrequest = PUT\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\ndata = "{\\"name.full\\":\\"Person Number%d Lee\\",\\"date.birth\\":\\"19%02d-03-%02d\\",\\"phone\\":\\"0113 %07d\\"}"\noutput = /dev/null\nfail\nwrite-out = "%%{time_total}\\n"\nnext\n' \
      "${urls[0]}" "$i" "${tokens[0]}" $((i % 700)) $((10 + i % 90)) $((1 + i % 28)) "$i"
  done | sed '$d' >"$work/live.curl"
  curl -sS -K "$work/live.curl" | sort -n >"$work/live-$1"
  [[ $(wc -l <"$work/live-$1") -eq $upserts ]]
}
quantile() { awk -v at="$2" -v of="$upserts" 'NR == int(of * at) + 1 { printf "%.1f", $1 * 1000; exit }' "$work/live-$1"; }
# partition NAME: each record with the first record of its party, sorted; party ids may differ between runs, who is together may not.
partition() {
  "$top/party" export clusters --db "$database" --out "$work/clusters.csv" >/dev/null
  awk -F, 'NR > 1 && $1 != "live" { key = $1 "/" $2; if (!($3 in first) || key < first[$3]) first[$3] = key; of[key] = $3 } END { for (key in of) print key, first[of[key]] }' \
    "$work/clusters.csv" | LC_ALL=C sort >"$work/partition-$1"
}

reference=
for ((round = 1; round <= rounds; round++)); do
  for count in 1 "$silos"; do
    run=run$round-$count
    start "$run" "$count"
    load "$run" "$count"
    figure "cluster.load.$count-silos" "$(calc "$records / $seconds")" records/s
    figure "cluster.load.$count-silos.processor" "$(calc "$silo_seconds")" s
    figure "cluster.load.$count-silos.server-processor" "$(calc "$server_seconds")" s
    peak=0
    for pid in "${pids[@]}"; do peak=$((peak + $(awk '/VmHWM/ { printf "%.0f", $2 * 1024 }' "/proc/$pid/status"))); done
    figure "cluster.load.$count-silos.memory" "$peak" bytes
    partition "$run"
    reference=${reference:-$work/partition-$run}
    cmp "$reference" "$work/partition-$run" || { echo "bench/cluster.sh: $count silos gave another partition than one." >&2; exit 1; }
    if ((upserts > 0)); then
      live "$run"
      figure "cluster.upsert.$count-silos.p50" "$(quantile "$run" 0.5)" ms
      figure "cluster.upsert.$count-silos.p99" "$(quantile "$run" 0.99)" ms
    fi
    if ((round == 1 && count == 1)); then
      sleep 25 # what a silo holds it tells every 10 s, and it saves its shards once little goes on
      held=$(ask 0 "${urls[0]}/metrics" | awk '/^party_cluster_members_size_bytes/ { sum += $2 } END { printf "%.0f", sum }')
      figure cluster.members.per-100000-records "$(calc "$held * 100000 / ($records + $upserts)")" bytes
      restart "$run"
      figure cluster.restart.from-pages "$seconds" s
      restart "$run" 'TRUNCATE block_page, block_shard'
      figure cluster.restart.from-records "$seconds" s
    fi
    stop "${pids[@]}"
    as_server "$bin/dropdb" -h "$work/pg" -U party "$run"
  done
done
figure "cluster.load.ratio" "$(calc "$(median "${values[cluster.load.$silos-silos]}") / $(median "${values[cluster.load.1-silos]}")")" 1
figure "cluster.load.processor-ratio" "$(calc "($(median "${values[cluster.load.1-silos.processor]}") + $(median "${values[cluster.load.1-silos.server-processor]}")) \
  / ($(median "${values[cluster.load.$silos-silos.processor]}") + $(median "${values[cluster.load.$silos-silos.server-processor]}"))")" 1

if [[ $kill == yes ]]; then
  start killed "$silos"
  load killed "$silos" $((silos - 1))
  figure "cluster.load.$silos-silos.after-kill" "$recovery" s
  figure "cluster.load.$silos-silos.disturbed" "$(calc "$records / $seconds")" records/s
  partition killed
  cmp "$reference" "$work/partition-killed" || { echo "bench/cluster.sh: the load that lost a silo gave another partition." >&2; exit 1; }
  stop "${pids[@]}"
fi

commit=$(git -C "$top" rev-parse --short=7 HEAD)
mkdir -p "$out"
{
  printf '{\n  "version": "%s",\n  "records": %d,\n  "rounds": %d,\n  "machine": {\n    "processor": "%s",\n    "cores": %d,\n    "memory_bytes": %d,\n    "system": "%s"\n  },\n  "figures": [\n' \
    "$commit" "$records" "$rounds" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(awk '/MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)" "$(uname -sr)"
  for i in "${!names[@]}"; do
    name=${names[i]}
    printf '    { "name": "%s", "value": %s, "unit": "%s" }%s\n' "$name" "$(median "${values[$name]}")" "${units[$name]}" "$([[ $i -eq $((${#names[@]} - 1)) ]] || echo ,)"
  done
  printf '  ]\n}\n'
} >"$out/cluster-$records-$commit.json"
echo "$out/cluster-$records-$commit.json written."
