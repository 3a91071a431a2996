#!/bin/sh
# Puts the files of the demo below in/ of the bucket raw-zone; a file that is there already is written again with the same content.
# Needs S3 (address of the server), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
set -eu

put() {
  path=$1
  shift
  curl -sS --fail-with-body --retry 10 --retry-connrefused --retry-delay 1 \
    --aws-sigv4 aws:amz:us-east-1:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
    -X PUT "$S3/$path" "$@"
}

# A bucket that is there already is no fault.
put raw-zone >/dev/null 2>&1 || put raw-zone/.there -d '' >/dev/null
for file in customers.csv kontakte.csv registry.jsonl; do
  put "raw-zone/in/$file" -T "${DEMO:-/demo}/$file"
  echo "raw-zone/in/$file"
done
