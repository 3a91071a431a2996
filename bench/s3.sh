#!/usr/bin/env bash
# Measures loading from a bucket beside loading from a file: starts the S3 server that the tests use (./party test installs it) with an empty
# bucket in a temporary folder, runs `party bench s3` against it, and stops it. Arguments go to the command, such as --size 1000000.
set -euo pipefail
top=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
modules=${PARTY_S3_SERVER:-$top/artifacts/s3-server}
node=$(compgen -G "$modules/node_modules/node-linux-*/bin/node" || command -v node)
[[ -d $modules/node_modules/@20minutes/s3rver ]] || { echo "bench/s3.sh: the S3 server is not installed; ./party test installs it." >&2; exit 2; }

data=$(mktemp -d)
coproc server { exec "$node" "$top/tests/PartyOrleans.TestKit/S3/server/server.js" "$modules" "$data" bench; }
stop() { eval "exec ${server[1]}>&-"; wait "$server_PID" 2>/dev/null || true; rm -rf "$data"; }
trap stop EXIT
read -r port <&"${server[0]}"

export AWS_ENDPOINT_URL_S3=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=S3RVER AWS_SECRET_ACCESS_KEY=S3RVER AWS_EC2_METADATA_DISABLED=true
"$top/party" bench s3 --bucket s3://bench/ "$@"
