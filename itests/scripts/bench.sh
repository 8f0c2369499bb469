#!/bin/sh
# ./dev bench [LATENCY-ROUNDS [THROUGHPUT-ROUNDS]]: the packaged server against bare runc.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(id -u)" -eq 0 ] || {
    echo "Containers need root: run this as root."
    exit 1
}
echo "$(nproc) cpus, $(uname -sr), $(runc --version | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg)"
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
java -Djava.io.tmpdir="$work" -Dcaisson.home="$top/distribution/target/caisson" \
    -cp "$top/itests/bench/target/classes:$top/itests/testkit/target/classes" io.caisson.bench.Bench "$@"
