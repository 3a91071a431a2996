#!/usr/bin/env bash
# How much of src/ (but generated code) the tests ran: adds up the reports that the test runner's collector wrote, line by line, so that what two test projects run counts once.
#   ./party test --collect "Code Coverage;Format=cobertura"
#   deploy/coverage.sh [FOLDER] [LEAST]      FOLDER holds the reports (artifacts/test-results); below LEAST percent in all the exit code is 1 (0)
set -euo pipefail
folder=${1:-artifacts/test-results} least=${2:-0}
[[ $least =~ ^[0-9]+$ ]] || { echo "coverage: LEAST is whole percent, not '$least'." >&2; exit 2; }
reports=()
while IFS= read -r -d '' report; do reports+=("$report"); done < <(find "$folder" -name '*.cobertura.xml' -print0 2>/dev/null | sort -z)
((${#reports[@]} > 0)) || { echo "coverage: there is no *.cobertura.xml below $folder." >&2; exit 2; }

awk -v least="$least" '
  /<class / {
    match($0, /filename="[^"]*"/)
    file = substr($0, RSTART + 10, RLENGTH - 11)
    at = match(file, /(^|\/)src\/PartyOrleans\.[A-Za-z]+\//)
    if (at == 0 || file ~ /\/obj\//) { project = ""; next }
    split(substr(file, at), parts, "/")
    project = parts[1] == "" ? parts[3] : parts[2]
    sub(/^.*\/src\//, "", file)
  }
  /<line / && project != "" {
    match($0, /number="[0-9]+"/); number = substr($0, RSTART + 8, RLENGTH - 9)
    match($0, /hits="[0-9]+"/); hits = substr($0, RSTART + 6, RLENGTH - 7) + 0
    line = file SUBSEP number
    if (!(line in seen)) { seen[line] = 0; valid[project]++; all++ }
    if (hits > 0 && seen[line] == 0) { seen[line] = 1; run[project]++; ran++ }
  }
  END {
    if (all == 0) { print "coverage: the reports hold no line of src/." > "/dev/stderr"; exit 2 }
    for (project in valid) printf "%-32s %6.1f %%  of %6d lines\n", project, 100 * run[project] / valid[project], valid[project] | "sort"
    close("sort")
    printf "%-32s %6.1f %%  of %6d lines\n", "all", 100 * ran / all, all
    if (100 * ran < least * all) { printf "coverage: less than %d %%.\n", least > "/dev/stderr"; exit 1 }
  }' "${reports[@]}"
