#!/usr/bin/env bash
# Upgrades a cluster from an earlier version of this repository to the present one while it works, and takes it back again: both are built, three silos of
# the earlier one are started as processes over a PostgreSQL server, and are replaced one after the other by SIGTERM, a load of a file being under way each
# time and writers changing records all along. A backup is taken, proven and restored while all of them serve. In the end who is together and every golden
# record must be those of a hub of one process that was given the same and was left alone; a request that none of the three silos would take fails the run.
# Where the present version brings migrations, the way back is that the earlier one refuses the store, which is tried instead.
#   bench/upgrade.sh [--from REF] [--records 30000] [--live 300] [--out bench/results]
# --from names the earlier version, the last tag unless told otherwise; --live how many records the writers change. Ends with a JSON file in bench/results.
# Needs curl, git, PostgreSQL's programs (./party test installs them) and a feed that has the Orleans packages.
set -euo pipefail
top=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
from='' records=30000 live=300 out=$top/bench/results
while [[ $# -gt 0 ]]; do
  case $1 in
    --from) from=$2 ;; --records) records=$2 ;; --live) live=$2 ;; --out) out=$2 ;;
    *) echo "bench/upgrade.sh: $1 is no option; it takes --from, --records, --live and --out." >&2; exit 2 ;;
  esac
  shift 2
done
fail() { echo "bench/upgrade.sh: $1" >&2; exit 1; }
[[ -n $from ]] || from=$(git -C "$top" describe --tags --abbrev=0 2>/dev/null) || fail "there is no tag; name an earlier commit by --from REF."
old_commit=$(git -C "$top" rev-parse --short=7 --verify "$from^{commit}") || fail "--from $from is no commit."
new_commit=$(git -C "$top" rev-parse --short=7 HEAD)
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[[ -n $bin ]] || fail "PostgreSQL is not installed; ./party test installs it."
PATH=$bin:$PATH

# Both versions, each built by its own launcher; the earlier one from its files as they were, kept below artifacts/ for the next run.
old=$top/artifacts/upgrade/$old_commit new=$top
if [[ ! -f $old/party ]]; then
  mkdir -p "$old/artifacts"
  git -C "$top" archive "$old_commit" | tar -x -C "$old"
fi
[[ -f $old/artifacts/silo/.built ]] || "$old/party" silo --help >/dev/null
"$new/party" silo --help >/dev/null
migrations() { (cd "$1/src" && find PartyOrleans.Storage/PostgreSql PartyOrleans.Silo -path '*/Migrations/*.sql' -not -path '*/obj/*' -not -path '*/bin/*' | LC_ALL=C sort); }
brought=$(comm -13 <(migrations "$old") <(migrations "$new"))
hub() { local tree=$1; shift; dotnet "$tree/artifacts/silo/party-hub.dll" "$@"; }

work=$(mktemp -d)
chmod 755 "$work"
pids=() writers=() server='' reference=''
as_server() { if [[ $EUID -eq 0 ]]; then (cd / && exec setpriv --reuid postgres --regid postgres --clear-groups "$@"); else "$@"; fi; }
finish() {
  touch "$work/stop" "$work/abandon"
  for pid in "${writers[@]}" "${pids[@]}" $reference; do kill "$pid" 2>/dev/null || true; done
  for pid in "${writers[@]}" "${pids[@]}" $reference; do wait "$pid" 2>/dev/null || true; done
  [[ -z $server ]] || { as_server "$bin/pg_ctl" stop -m fast -D "$work/pg/data" >/dev/null 2>&1 || true; }
  rm -rf "$work"
}
trap finish EXIT
export PARTY_KEYS=file:$work/hub.keys

install -d -m 711 "$work/pg"
[[ $EUID -ne 0 ]] || chown postgres "$work/pg"
as_server "$bin/initdb" -D "$work/pg/data" -U party --auth=trust -E UTF8 --locale=C >"$work/initdb.log"
printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$work/pg'" 'max_connections = 400' 'shared_buffers = 512MB' 'max_wal_size = 4GB' >>"$work/pg/data/postgresql.conf"
server=yes
as_server "$bin/pg_ctl" start -w -D "$work/pg/data" -l "$work/pg/log" >/dev/null
as_server "$bin/createdb" -h "$work/pg" -U party hub
as_server "$bin/createdb" -h "$work/pg" -U party restored
as_server "$bin/createdb" -h "$work/pg" -U party alone
alone="Host=$work/pg;Username=party;Database=alone"
database="Host=$work/pg;Username=party;Database=hub"

now() { date +%s.%N; }
calc() { awk "BEGIN { printf \"%.3f\", $1 }"; }
figures=()
figure() { figures+=("$1 $2 $3"); printf '%-44s %14s %s\n' "$1" "$2" "$3"; }
given=' '
free_port() {
  local port
  until port=$(comm -23 <(seq 20000 29999 | sort) <(ss -Htan | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -u) | shuf -n 1) && [[ $given != *" $port "* ]]; do :; done
  echo "$port"
}

# What is sent: six files of persons and organisations that come from two sources, for six loads, and the records of a third source, which the writers change.
hub "$new" generate --records "$records" --out "$work/data" >/dev/null
split -n l/3 -d -a 1 --additional-suffix=.jsonl "$work/data/REGISTRY.jsonl" "$work/part-1-"
sed 1d "$work/data/CRM.csv" >"$work/rows"
split -n l/3 -d -a 1 "$work/rows" "$work/rows-"
for i in 0 1 2; do { head -n 1 "$work/data/CRM.csv"; cat "$work/rows-$i"; } >"$work/part-0-$i.csv"; done
loads=("$work/part-0-0.csv" "$work/part-1-0.jsonl" "$work/part-0-1.csv" "$work/part-1-1.jsonl" "$work/part-0-2.csv" "$work/part-1-2.jsonl")
# A line for each live record: its id, and its content; one in three is known without a date of birth in the first place.
awk -F '\t' -v most="$live" '
  function text(name, value) { if (value == "") return ""; gsub(/[\\"]/, "\\\\&", value); return ",\"" name "\":\"" value "\"" }
  NR > 1 && NR <= most + 1 {
    rest = text("name.full", $2) text("address.street", $4) text("address.city", $5) text("address.region", $6) text("address.postcode", $7) text("address.country", $8) text("phone", $9) text("record.updated", $11)
    print $1 "\t{" substr(rest, 2) "}\t{" substr(rest text("date.birth", $3) text("identifier.passport", $10), 2) "}"
  }' "$work/data/BILLING.tsv" >"$work/live.tsv"

# start SLOT TREE [DATABASE CLUSTER]: a silo at the slot's address, ready when this returns; where it ends instead, 1 with what it said. Slot 3 is for the
# store that is restored.
urls=()
for i in 0 1 2 3; do port=$(free_port) given+="$port " && urls[i]=http://127.0.0.1:$port; done
start() {
  local began log
  began=$(now) log=$work/silo-$1-$(date +%s%N)
  DOTNET_gcConcurrent=1 dotnet "$2/artifacts/silo/party-silo.dll" --db "${3:-$database}" --cluster-id "${4:-upgrade}" --silo-port "$(free_port)" --json --set "urls=${urls[$1]}" --set api.leave-notice=1s \
    --set security.ordinary-per-second=100000 --set security.ordinary-burst=100000 --set security.expensive-per-second=100000 --set security.expensive-burst=100000 >"$log.json" 2>"$log.log" &
  pids[$1]=$!
  until curl -sf -o /dev/null "${urls[$1]}/health/ready"; do
    kill -0 "${pids[$1]}" 2>/dev/null || { cat "$log.json" "$log.log" >"$work/refused"; return 1; }
    sleep 0.1
  done
  took=$(calc "$(now) - $began")
}
# stop SLOT: as an operator does; it must end with 0.
stop() {
  local began status=0
  began=$(now)
  kill -TERM "${pids[$1]}"
  wait "${pids[$1]}" || status=$?
  [[ $status -eq 0 ]] || fail "the silo of slot $1 ended with $status: $(cat "$work/silo-$1"-*.log)"
  took=$(calc "$(now) - $began")
}

# try WRITER METHOD PATH [BODY]: a request as whoever spreads requests sends it: to one silo, and where that does not take it to the next. A line of the
# writer's log tells how it went; it fails where none of the three took it, and is sent on until one does, so that the end can be compared all the same.
try() {
  local writer=$1 slot=$((turn++ % 3)) i code began status tried='' outcome=first more=()
  [[ $# -lt 4 ]] || more=(-H 'Content-Type: application/json' --data-binary "$4")
  began=$(now)
  for ((i = 0; i < 300; i++)); do
    status=0
    code=$(curl -sS -o "$work/answer-$writer" -w '%{http_code}' --max-time 60 -H "Authorization: Bearer $token" -X "$2" "${more[@]}" "${urls[(slot + i) % 3]}$3" 2>"$work/error-$writer") || status=$?
    if [[ $status -eq 0 && $code == 2?? ]]; then break; fi
    if [[ $status -eq 7 ]]; then tried+=' refused'; else tried+=" $code/$status"; fi
    outcome=elsewhere
    if ((i >= 2)); then outcome=failed; [[ ! -e $work/abandon ]] || return 0; sleep 0.2; fi
  done
  echo "$outcome $(calc "$(now) - $began") $2 $(date +%T.%3N)$tried" >>"$work/requests-$writer"
}
# write WRITER: changes each of its records there and back until it is told to stop, then brings each to where it is to end; one in ten is deleted then.
# What was acknowledged by one silo must be known to whichever is asked next.
write() {
  local turn=$1 pass=0 id short whole i
  while [[ ! -e $work/stop ]]; do
    pass=$((pass + 1)) i=0
    while IFS=$'\t' read -r id short whole && [[ ! -e $work/stop ]]; do
      i=$((i + 1))
      if (((i + pass) % 3)); then try "$1" PUT "/v1/records/billing/$id" "$whole"; else try "$1" PUT "/v1/records/billing/$id" "$short"; fi
      try "$1" GET "/v1/records/billing/$id"
      sleep 0.02
    done < <(awk -v w="$1" 'NR % 3 == w' "$work/live.tsv")
  done
  i=0
  while IFS=$'\t' read -r id short whole; do
    i=$((i + 1))
    try "$1" PUT "/v1/records/billing/$id" "$whole"
    if ((i % 10 == 0)); then try "$1" DELETE "/v1/records/billing/$id"; fi
  done < <(awk -v w="$1" 'NR % 3 == w' "$work/live.tsv")
}
ask() { curl -sS --fail-with-body -H "Authorization: Bearer $token" "$@"; }
# load FILE URL [TOKEN]: begins a load.
load() {
  ask -o "$work/started" -X POST "$2/v1/loads/upload?name=$(basename "$1")&source=$([[ $1 == *.csv ]] && echo crm || echo registry)" -H 'Content-Type: application/octet-stream' --data-binary "@$1"
}
# loaded URL...: waits until no load is under way; asks the first that answers.
loaded() {
  local url
  while true; do
    for url in "$@"; do ask -o "$work/loads" "$url/v1/loads" 2>/dev/null && break; done
    if ! grep -q '"state": *"\(running\|waiting\)"' "$work/loads"; then break; fi
    sleep 0.2
  done
  if grep -q '"state": *"\(failed\|cancelled\)"' "$work/loads"; then fail "a load did not end well: $(cat "$work/loads")"; fi
}
golden() { hub "$new" export golden --format jsonl --db "$1" | sed 's/"party_id":"[^"]*",//' | LC_ALL=C sort >"$2"; }
# replace SLOT TREE LOAD: stops the silo in the midst of a load that it took itself, and starts another version in its place.
replace() {
  local began stopped
  began=$(now)
  load "${loads[$3]}" "${urls[$1]}"
  sleep 0.5 # so that it is under way; at any moment it must go well
  stop "$1"
  stopped=$took
  start "$1" "$2" || fail "the silo of slot $1 did not start: $(cat "$work/refused")"
  printf '  slot %d: stopped in %s s, the other version ready in %s s' "$1" "$stopped" "$took"
  loaded "${urls[@]:0:3}"
  printf ', the load that was under way ended %s s after it began\n' "$(calc "$(now) - $began")"
}

echo "Three silos of $old_commit; migrations that $new_commit brings: ${brought:-none}"
for i in 0 1 2; do start "$i" "$old" || fail "the silo of slot $i did not start: $(cat "$work/refused")"; done
token=$(hub "$old" token --for upgrade --scopes 'read read:pii write operate' --db "$database")
for writer in 0 1 2; do
  write "$writer" &
  writers+=($!)
done
began=$(now)
echo "To $new_commit:"
for i in 0 1 2; do replace "$i" "$new" "$i"; done
figure upgrade.forward "$(calc "$(now) - $began")" s

echo "A backup while they serve:"
hub "$new" backup --db "$database" --out "$work/backup" --copy-keys "$work/copy.keys"
hub "$new" backup verify "$work/backup" --keys "$work/copy.keys" --scratch "$database" || fail "the backup does not verify."
hub "$new" restore "$work/backup" --db "Host=$work/pg;Username=party;Database=restored" --keys "$work/copy.keys" || fail "the backup could not be restored."
head=$(sed -n 's/.*"head": *"\([^"]*\)".*/\1/p' "$work/backup/manifest.json" | head -n 1)
hub "$new" verify --db "Host=$work/pg;Username=party;Database=restored" --head "$head" >/dev/null || fail "the restored store is not what was committed."
start 3 "$new" "Host=$work/pg;Username=party;Database=restored" restored || fail "no silo starts over the restored store: $(cat "$work/refused")"
hub "$new" token --for upgrade --scopes 'read write' --db "Host=$work/pg;Username=party;Database=restored" >"$work/token"
curl -sS --fail-with-body -o "$work/answer" -X PUT "${urls[3]}/v1/records/billing/after-the-restore" -H "Authorization: Bearer $(cat "$work/token")" -H 'Content-Type: application/json' --data '{"name.full":"Ann Lee"}' ||
  fail "the silo over the restored store does not write: $(cat "$work/answer")"
echo "  a silo over the restored store is ready in $took s, and writes"
stop 3
unset 'pids[3]'

if [[ -z $brought ]]; then
  echo "Back to $old_commit:"
  began=$(now)
  for i in 0 1 2; do replace "$i" "$old" $((i + 3)); done
  figure upgrade.back "$(calc "$(now) - $began")" s
else
  for i in 3 4 5; do load "${loads[i]}" "${urls[i % 3]}"; done
  loaded "${urls[@]:0:3}"
  stop 2
  if start 2 "$old"; then fail "the earlier version started on a store with migrations that it does not know."; fi
  grep -q 'use a newer program' "$work/refused" || fail "the earlier version did not say why it refuses the store: $(cat "$work/refused")"
  echo "  the earlier version refuses the store: $(grep -m 1 'use a newer program' "$work/refused")"
  start 2 "$new" || fail "the silo did not start again: $(cat "$work/refused")"
fi

touch "$work/stop"
for writer in "${writers[@]}"; do wait "$writer"; done
writers=()
cat "$work"/requests-? >"$work/requests"
figure upgrade.requests "$(wc -l <"$work/requests")" requests
figure upgrade.requests.elsewhere "$(grep -c '^elsewhere' "$work/requests" || true)" requests
figure upgrade.requests.failed "$(grep -c '^failed' "$work/requests" || true)" requests
figure upgrade.requests.p99 "$(awk '{ print $2 }' "$work/requests" | sort -n | awk '{ all[NR] = $1 } END { print all[int(NR * 0.99)] }')" s
figure upgrade.requests.slowest "$(awk '{ print $2 }' "$work/requests" | sort -n | tail -n 1)" s
echo "  why requests went elsewhere: $(awk '$1 != "first" { for (i = 5; i <= NF; i++) seen[$i]++ } END { for (why in seen) printf "%s %d  ", why, seen[why] }' "$work/requests") (refused: no connection; else status/exit code of curl)"
for i in 0 1 2; do stop "$i"; done
pids=()
hub "$new" verify --db "$database" >/dev/null || fail "the store is not what was committed."
golden "$database" "$work/golden-cluster"

# The same on a hub of one process that is left alone: all files, and the live records where they end.
port=$(free_port)
dotnet "$new/artifacts/silo/party-hub.dll" serve --db "$alone" --set "urls=http://127.0.0.1:$port" >"$work/alone.log" 2>&1 &
reference=$!
until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do kill -0 "$reference" || fail "$(cat "$work/alone.log")"; sleep 0.1; done
token=$(hub "$new" token --for upgrade --scopes 'read write operate' --db "$alone")
for file in "${loads[@]}"; do load "$file" "http://127.0.0.1:$port"; loaded "http://127.0.0.1:$port"; done
awk -F '\t' '{ n = ++of[NR % 3]; if (n % 10) print "{\"source\":\"billing\",\"record_id\":\"" $1 "\"," substr($3, 2) }' "$work/live.tsv" |
  ask -o "$work/bulk" -X POST "http://127.0.0.1:$port/v1/records:bulk" -H 'Content-Type: application/x-ndjson' --data-binary @-
kill -TERM "$reference" && wait "$reference"
reference=''
golden "$alone" "$work/golden-alone"
cmp "$work/golden-alone" "$work/golden-cluster" || fail "the cluster holds other golden records than a hub that was left alone: $(diff "$work/golden-alone" "$work/golden-cluster" | head -n 6)"
figure upgrade.golden-records-compared "$(wc -l <"$work/golden-cluster")" parties
if grep '^failed' "$work/requests" >&2; then fail "requests failed."; fi

mkdir -p "$out"
{
  printf '{\n  "version": "%s",\n  "from": "%s",\n  "records": %d,\n  "machine": {\n    "processor": "%s",\n    "cores": %d,\n    "memory_bytes": %d,\n    "system": "%s"\n  },\n  "figures": [\n' \
    "$new_commit" "$old_commit" "$records" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(awk '/MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)" "$(uname -sr)"
  for i in "${!figures[@]}"; do
    read -r name value unit <<<"${figures[i]}"
    printf '    { "name": "%s", "value": %s, "unit": "%s" }%s\n' "$name" "$value" "$unit" "$([[ $i -eq $((${#figures[@]} - 1)) ]] || echo ,)"
  done
  printf '  ]\n}\n'
} >"$out/upgrade-$old_commit-$new_commit.json"
echo "$out/upgrade-$old_commit-$new_commit.json written."
