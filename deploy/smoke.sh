#!/bin/sh
# Whether a hub that serves does what it is for. Needs a POSIX shell and curl alone. The first thing that is not as it should be ends it with 1.
#   deploy/smoke.sh URL [--key-file FILE] [--write] [--wait SECONDS]
# The API key or token comes from FILE, else from PARTY_TOKEN; without either only what is open to all is asked. It needs the scopes read and operate.
# --write puts a record of the source smoke-test, finds it and deletes it again (scope write); without it nothing is changed.
# --wait says how long the hub may take to become ready (60).
set -eu

usage() {
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

fail() {
  echo "smoke: $1" >&2
  exit 1
}

[ $# -gt 0 ] || usage
url=${1%/}
shift
key=${PARTY_TOKEN:-}
write=no
wait=60
while [ $# -gt 0 ]; do
  case $1 in
    --key-file) [ $# -gt 1 ] || usage; key=$(cat "$2"); shift 2 ;;
    --write) write=yes; shift ;;
    --wait) [ $# -gt 1 ] || usage; wait=$2; shift 2 ;;
    *) usage ;;
  esac
done
case $url in http://* | https://*) ;; *) fail "'$url' is no address such as https://hub.example.org." ;; esac
case $wait in '' | *[!0-9]*) fail "--wait takes whole seconds, not '$wait'." ;; esac

answer=$(mktemp)
# The key goes by a file, not by the command line, which other users of the machine can see.
header=$(mktemp)
trap 'rm -f "$answer" "$header"' EXIT
printf 'Authorization: Bearer %s\n' "$key" >"$header"

# Asks, with the credential; the status is printed, the body lies in $answer.
ask() { curl -sS --max-time 20 -o "$answer" -w '%{http_code}' -H "@$header" "$@" || true; }
open() { curl -sS --max-time 20 -o "$answer" -w '%{http_code}' "$@" 2>/dev/null || true; }

expect() { # what, wanted status, status
  [ "$3" = "$2" ] || fail "$1: status $3 where $2 was to come: $(head -c 300 "$answer")"
  echo "ok  $1"
}

holds() { # what, text
  grep -q -- "$2" "$answer" || fail "$1: the answer lacks '$2': $(head -c 300 "$answer")"
}

waited=0
while status=$(open "$url/health/ready"); [ "$status" != 200 ]; do
  [ "$waited" -lt "$wait" ] || fail "not ready after $wait s: status $status: $(head -c 600 "$answer")"
  sleep 1
  waited=$((waited + 1))
done
echo "ok  ready after $waited s"
expect "the process lives" 200 "$(open "$url/health/live")"
expect "nobody comes in without a credential" 401 "$(open "$url/v1/parties?q=nobody")"

if [ -z "$key" ]; then
  echo "ok  (no credential was given: nothing more is asked)"
  exit 0
fi

expect "the API is described" 200 "$(ask "$url/openapi/v1.json")"
expect "parties are searched for" 200 "$(ask "$url/v1/parties?q=smoke+test")"
expect "a record is held against all parties" 200 \
  "$(ask -X POST "$url/v1/match" -H 'Content-Type: application/json' -d '{"name.full": "Smoke Test", "date.birth": "1970-01-01"}')"
expect "metrics are shown" 200 "$(ask "$url/metrics")"
holds "metrics are shown" '^party_hub_'

if [ "$write" = yes ]; then
  record="$url/v1/records/smoke-test/$(date +%s)-$$"
  expect "a record is taken" 201 "$(ask -X PUT "$record" -H 'Content-Type: application/json' -d '{"name.full": "Smoke Testperson", "date.birth": "1970-01-01"}')"
  holds "a record is taken" '"party_id"'
  expect "it is there" 200 "$(ask "$record")"
  expect "it is deleted" 200 "$(ask -X DELETE "$record")"
  expect "it is gone" 404 "$(ask "$record")"
fi

echo "ok  all"
