#!/bin/bash
# ./dev shots [DIR]: pictures of JConsole on a server with the seed's redis; default docs/images.
set -euo pipefail
. "$(dirname "$0")/server.sh"
pictures=$(realpath -m "${1:-$top/docs/images}")

export TMPDIR=${TMPDIR:-/run} # its paths are in the pictures
open_work caisson
oci_bundle_of_redis "$work/redis"
cp "$top/itests/testkit/src/main/resources/io/caisson/testkit/seed/config.json" "$work/redis/"
open_server
ctr containers start redis "$work/redis"
remember_cgroup "$(cat "$work/s/redis/init/pid")"

Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3> "$work/display" 2> /dev/null &
xvfb=$!
until [ -s "$work/display" ]; do
    kill -0 "$xvfb" 2> /dev/null || fail "Xvfb did not start."
    sleep 0.05
done
status=0
DISPLAY=:$(cat "$work/display") inside java -Djava.io.tmpdir="$work" \
    --add-exports jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED -cp "$top/itests/shots/target/classes" \
    io.caisson.shots.Shots "$server" redis "$pictures" || status=1
kill "$xvfb"
wait "$xvfb" 2> /dev/null || true
exit "$status"
