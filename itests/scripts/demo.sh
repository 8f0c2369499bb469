#!/bin/bash
# ./dev demo: what Caisson is, in one minute. Ends with status 0 only if every step was seen.
set -euo pipefail
. "$(dirname "$0")/server.sh"

seed=$top/itests/testkit/src/main/resources/io/caisson/testkit/seed/config.json
jmxterm=$top/itests/suite/target/jmxterm.jar
mbean=io.caisson:type=Container,id=redis
keep=
[ "${1:-}" != --keep ] || keep=yes

step() {
    printf '\n\033[1m== %s\033[0m\n' "$*"
}

# seen PATTERN: shows its input and insists that a line matches
seen() {
    local text
    text=$(cat)
    printf '%s\n' "$text"
    grep -Eq -- "$1" <<< "$text" || fail "NOT SEEN: $1"
}

# jmx LINE...: what jmxterm answers to the lines
jmx() {
    printf '%s\n' "$@" | inside java -jar "$jmxterm" -l "$url" -n -v silent -e
}

open_work caisson-demo

step "The OCI bundle: the host's redis and its libraries, and a config.json of 2016, unchanged"
oci_bundle_of_redis "$work/redis"
cp "$seed" "$work/redis/config.json"
(cd "$work/redis" && find . -type f | sort)
sha256sum < "$seed"
cmp "$seed" "$work/redis/config.json"
head -n 6 "$seed" | seen '"ociVersion": "0.4.0"'

step "The server, on directories of its own, in a network namespace of its own"
open_server
seen '^caisson: supervisor running cpus=[0-9]+ memory=[0-9]+ runtime=runc stateDir=' < "$work/stdout"
ctr events > "$work/events" 2>&1 &
events=$!

step "ctr containers start redis $work/redis"
ctr containers start redis "$work/redis"
init=$(cat "$work/s/redis/init/pid")
remember_cgroup "$init"

step "ctr containers list"
ctr containers list | seen '^redis +.*/redis +running +init *$'

step "ps -ef --forest"
ps -ef --forest | grep -A 1 "[c]aisson-shim redis $work/redis" | seen '\\_ redis-server '

step "The state directory"
(cd "$work/s" && find redis | sort) | seen '^redis/state.json$'
seen '^[0-9]+$' < "$work/s/redis/init/pid"

step "The container is an MBean: bin/caisson jmx-url, then jmxterm"
url=$(inside "$work/server/bin/caisson" jmx-url --state-dir "$work/s")
jmx "get -b $mbean State Pid Started OciBundle" | seen '^State = RUNNING;'

step "redis answers on the loopback of the namespace"
for try in $(seq 100); do
    inside bash -c 'exec 3<> /dev/tcp/127.0.0.1/6379' 2> /dev/null && break
    sleep 0.1
done
inside bash -c 'exec 3<> /dev/tcp/127.0.0.1/6379; printf "PING\r\n" >&3; IFS= read -r -t 5 answer <&3; echo "PING -> ${answer%?}"' |
    seen '^PING -> \+PONG$'

step "Stopped through the MBean: TERM, two seconds, KILL"
jmx "bean $mbean" "run stop 2s" | seen '^OK redis STOPPED exitStatus=137'

step "The events of its life, as ctr events tells them"
for try in $(seq 100); do
    grep -q 'exit' "$work/events" && break
    sleep 0.1
done
kill "$events"
wait "$events" 2> /dev/null || true
seen 'redis +exit|exit +redis|exit .*redis' < "$work/events"

step "Nothing is left of it"
ctr containers list | seen '^ID +PATH +STATUS +PROCESSES *$'
[ "$(ctr containers list | wc -l)" -eq 1 ] || fail "NOT SEEN: an empty list"
[ ! -e "$work/s/redis" ] || fail "NOT SEEN: $work/s/redis gone"
[ ! -d "/proc/$init" ] || fail "NOT SEEN: process $init gone"

if [ -z "$keep" ]; then
    step "All seen. To keep the server and look around with JConsole: ./dev demo --keep"
    exit 0
fi

ctr containers start redis "$work/redis" &&
    step "All seen. The server stays, and redis runs once more, until you press Ctrl-C here."
cat << EOF
JConsole:  nsenter --net=/proc/$holder/ns/net jconsole $server
           (as root, with a display; tab MBeans, folder io.caisson; a double click on a number draws a chart)
ctr:       CAISSON_ADDRESS=$CAISSON_ADDRESS $work/server/bin/ctr containers list
console:   CAISSON_ADDRESS=$CAISSON_ADDRESS $work/server/bin/caisson shell
redis:     nsenter --net=/proc/$holder/ns/net redis-cli ping
log:       $work/stderr
EOF
wait "$server"
