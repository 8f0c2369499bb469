# shellcheck shell=bash
# Sourced by scripts that need a running server of their own. Everything it makes is under $work or in a network
# namespace of its own, and goes again on every way out.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=
holder=
server=
cgroup_parent=

fail() {
    echo "$*" >&2
    exit 1
}

# open_work NAME: makes $work, a network namespace with loopback up, and unpacks the distribution
open_work() {
    [ "$(id -u)" -eq 0 ] || fail "Containers need root: run this as root."
    trap close_work EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # Short, since socket paths must stay under 108 bytes; open for traversal, since containers may run as others.
    work=$(mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX")
    chmod 755 "$work"
    mkdir "$work/server"
    tar -xzf "$top"/distribution/target/caisson-*.tar.gz -C "$work/server" --strip-components=1
    unshare --net sleep infinity &
    holder=$!
    until [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do
        kill -0 "$holder" 2> /dev/null || fail "A network namespace cannot be made."
        sleep 0.02
    done
    inside ip link set lo up
}

# inside COMMAND...: runs it in the network namespace
inside() {
    nsenter --net="/proc/$holder/ns/net" -- "$@"
}

# open_server [OPTION...]: starts the server and waits for its ready line
open_server() {
    : > "$work/stdout"
    nsenter --net="/proc/$holder/ns/net" -- "$work/server/bin/caisson" --state-dir "$work/s" --root-dir "$work/r" \
        --log-dir "$work/l" "$@" > "$work/stdout" 2> "$work/stderr" &
    server=$!
    export CAISSON_ADDRESS="unix://$work/s/caisson.sock"
    until grep -q '^caisson: supervisor running' "$work/stdout"; do
        kill -0 "$server" 2> /dev/null || fail "The server did not start: $(cat "$work/stderr")"
        sleep 0.05
    done
}

ctr() {
    inside "$work/server/bin/ctr" "$@"
}

# oci_bundle_of_redis DIR: the host's redis-server and its libraries as a root file system
oci_bundle_of_redis() {
    local file
    for file in "$(command -v redis-server)" $(ldd "$(command -v redis-server)" | grep -o '/[^ ]*'); do
        mkdir -p "$1/rootfs$(dirname "$file")"
        cp -L "$file" "$1/rootfs$file"
    done
    mkdir -p "$1"/rootfs/{proc,dev,sys,tmp,etc}
    chmod -R a+rX "$1"
}

# remember_cgroup PID: learns under which cgroup the server's containers are, from one of them
remember_cgroup() {
    cgroup_parent=$(sed -n 's|.*:/\(caisson[^/]*\)/.*|\1|p' "/proc/$1/cgroup" | head -n 1)
}

# Ends containers through the server; if it does not answer, by what it left on disk.
close_containers() {
    local id pid
    for id in $(ctr list -q 2> /dev/null); do
        ctr delete -f "$id" > /dev/null 2>&1 || true
    done
    for pid in "$work"/s/*/*/pid; do
        [ ! -f "$pid" ] || kill -KILL "$(cat "$pid")" 2> /dev/null || true
    done
}

close_work() {
    local status=$?
    trap - EXIT
    trap '' HUP INT TERM
    set +e
    if [ -n "$server" ]; then
        close_containers
        kill "$server" 2> /dev/null
        wait "$server" 2> /dev/null
    fi
    if [ -n "$cgroup_parent" ]; then
        find /sys/fs/cgroup -depth -type d -path "*/$cgroup_parent*" -exec rmdir {} + 2> /dev/null
    fi
    if [ -n "$holder" ]; then
        kill "$holder" 2> /dev/null
        wait "$holder" 2> /dev/null
    fi
    if [ -n "$work" ]; then
        rm -rf --one-file-system "$work"
    fi
    exit "$status"
}
