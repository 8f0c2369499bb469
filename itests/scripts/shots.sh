#!/bin/bash
# ./dev shots [DIR]: pictures of JConsole and VisualVM on a server with a container that has something to do; default
# docs/screenshots.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Containers need root: run this as root." >&2
        exit 1
    fi
    # Processes and paths of its own: the pictures show no others, and all of it ends with this script.
    exec unshare --mount --pid --fork --kill-child --mount-proc "$0" --inside "$@"
fi
shift

. "$(dirname "$0")/server.sh"
pictures=$(realpath -m "${1:-$top/docs/screenshots}")
agent=$top/itests/shots/target/shots.jar
mkdir -p "$pictures" /tmp/hsperfdata_root
chmod 755 /tmp/hsperfdata_root # what the JVM insists on
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /tmp/hsperfdata_root # where a JVM tells others that it is there
TMPDIR=/run

# oci_bundle_of_load DIR: a busybox that uses now more and now less memory
oci_bundle_of_load() {
    local applet
    mkdir -p "$1"/rootfs/{bin,dev,proc,tmp}
    cp "$(command -v busybox)" "$1/rootfs/bin/busybox"
    for applet in dd sh sha256sum sleep; do
        ln -s busybox "$1/rootfs/bin/$applet"
    done
    cp "$top/itests/scripts/shots-config.json" "$1/config.json"
}

# open_screen: starts an X server and sets DISPLAY
open_screen() {
    Xvfb -displayfd 3 -screen 0 1100x760x24 -nolisten tcp 3> "$work/display" 2> "$work/xvfb.log" &
    until [ -s "$work/display" ]; do
        kill -0 "$!" 2> /dev/null || fail "Xvfb did not start: $(cat "$work/xvfb.log")"
        sleep 0.05
    done
    DISPLAY=:$(cat "$work/display")
    export DISPLAY
}

open_work caisson
oci_bundle_of_load "$work/web"
open_server
ctr containers start web "$work/web"
remember_cgroup "$(cat "$work/s/web/init/pid")"
open_screen

# Preferences of the person at the keyboard are neither read nor written.
echo "JConsole, about three minutes"
inside jconsole -J-javaagent:"$agent=jconsole,$pictures" -interval=1 -J-Duser.language=en \
    -J-Duser.home="$work" -J-Djava.util.prefs.userRoot="$work" "$server" || fail "JConsole: see $pictures/failed.png"
# Without nocheck the platform under VisualVM forbids the agent to end it.
echo "VisualVM, about two minutes"
HOME=$work inside visualvm --userdir "$work/visualvm" --cachedir "$work/visualvm-cache" --nosplash \
    -J-javaagent:"$agent=visualvm,$pictures" -J-Duser.language=en -J-Dnetbeans.security.nocheck=true \
    --openpid "$server" ||
    fail "VisualVM: see $pictures/failed.png"
