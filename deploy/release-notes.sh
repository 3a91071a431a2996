#!/bin/sh
# What CHANGELOG.md says of a version, for its release. The version must be the project's own (Directory.Build.props) and have a section.
#   deploy/release-notes.sh VERSION
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 1 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
version=${1#v}
echo "$version" | grep -Eq '^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$' || { echo "release-notes: '$version' is no semantic version." >&2; exit 1; }
own=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$top/Directory.Build.props")
[ "$own" = "$version" ] || { echo "release-notes: Directory.Build.props says $own, not $version." >&2; exit 1; }
notes=$(awk -v version="$version" '
  /^## \[/ { in_it = index($0, "## [" version "]") == 1; next }
  /^\[[^]]*\]: / { next }
  in_it { print }' "${CHANGELOG:-$top/CHANGELOG.md}")
[ -n "$(echo "$notes" | tr -d '[:space:]')" ] || { echo "release-notes: CHANGELOG.md has no section ## [$version]." >&2; exit 1; }
echo "$notes" | sed '/./,$!d'
