#!/bin/sh
# Records what a real OCI runtime writes when it refuses: one file per case in src/test/resources/golden/NAME-VERSION.
#
#   record.sh runc ../resources/golden/runc-1.1.5
#   record.sh crun ../resources/golden/crun-1.8.1     (in a mount namespace of its own where the host is hybrid, see below)
#
# As root; needs busybox-static. Afterwards run the tests once with -Dgolden.update=true and read the difference of
# expected.txt: that is how the driver classifies each case. Paths in the files are those of this script's own directory
# below /run, time stamps are replaced.
set -u
if [ "$1" = crun ] && [ -d /sys/fs/cgroup/unified ] && [ -z "${RECORD_IN_NAMESPACE:-}" ]; then
    # crun refuses a hybrid host: that refusal is recorded first, the rest where the cgroup2 mount is covered (not taken
    # away: crun makes directories there, which must not stay on the host).
    RECORD_HYBRID=1 RECORD_IN_NAMESPACE=1 "$0" "$@" || exit 1
    RECORD_IN_NAMESPACE=1 exec unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup/unified && exec "$@"' sh "$0" "$@"
fi
runtime=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
work=/run/caisson-golden
rm -rf "$work"
mkdir -p "$work/oci/rootfs/bin" "$work/oci/rootfs/proc" "$work/oci/rootfs/dev" \
    "$work/oci/rootfs/etc" "$work/root"
cd "$work" || exit 1
cp /bin/busybox oci/rootfs/bin/busybox
for name in sh sleep true; do ln -s busybox "oci/rootfs/bin/$name"; done
printf 'not a program' >oci/rootfs/bin/text
chmod 0755 oci/rootfs/bin/text
printf '#!/bin/sh\n' >oci/rootfs/bin/denied
chmod 0644 oci/rootfs/bin/denied

# config ARGS-JSON [LINUX-EXTRA]
config() {
    cat >oci/config.json <<JSON
{"ociVersion":"1.0.0","process":{"user":{"uid":0,"gid":0},"args":$1,"env":["PATH=/bin"],"cwd":"/"},
"root":{"path":"rootfs"},"mounts":[{"destination":"/proc","type":"proc","source":"proc"}],
"linux":{${2:-}"cgroupsPath":"/caisson-golden/c","namespaces":[{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}
JSON
}

run() {
    "$runtime" --root "$work/root" --log "$work/log" --log-format json "$@" </dev/null
}

# record CASE VERB ARGS...: runs it and keeps log, standard error and wait status; a success is an error of this script.
record() {
    name=$1
    shift
    rm -f log
    run "$@" >/dev/null 2>stderr
    status=$?
    case $status in
        0) echo "$runtime allows $name" >&2 ;;
        134 | 137 | 139) wait=$((status - 128)) ;;
        *) wait=$((status * 256)) ;;
    esac
    [ "$status" = 0 ] && return
    {
        echo "verb: $1"
        echo "wait: $wait"
        echo "--- log"
        [ -f log ] && sed 's/"time":"[^"]*"/"time":"2026-01-01T00:00:00Z"/' log
        echo "--- stderr"
        cat stderr
    } >"$out/$name.txt"
}

create() {
    run create --bundle oci -- "$1" >/dev/null 2>stderr || cat stderr
}

config '["sleep","1000"]'
if [ -n "${RECORD_HYBRID:-}" ]; then
    record create-hybrid create --bundle oci -- c
    run delete --force -- c
    cd / && rm -rf "$work"
    exit 0
fi

config '["x"]'
record create-executable-not-found create --bundle oci -- c
run delete --force -- c
config '["/bin/x"]'
record create-path-not-found create --bundle oci -- c
run delete --force -- c
config '["/bin/denied"]'
record create-executable-denied create --bundle oci -- c
run delete --force -- c
config '["/etc"]'
record create-executable-is-directory create --bundle oci -- c
run delete --force -- c
config '[]'
record create-args-empty create --bundle oci -- c
run delete --force -- c
config '["sleep","1000"]' '"resources":{"pids":{"limit":10},"memory":{"limit":1}},'
record create-memory-too-small create --bundle oci -- c
run delete --force -- c
config '["sleep","1000"]' '"resources":{"cpu":{"cpus":"99"}},'
record create-cpu-unknown create --bundle oci -- c
run delete --force -- c
echo '{"ociVersion":"1.0.0","process":[]}' >oci/config.json
record create-config-unreadable create --bundle oci -- c
echo 'null' >oci/config.json
record create-config-null create --bundle oci -- c
run delete --force -- c
rm oci/config.json
record create-config-missing create --bundle oci -- c
config '["sleep","1000"]'
mv oci/rootfs oci/elsewhere
record create-rootfs-missing create --bundle oci -- c
run delete --force -- c
mv oci/elsewhere oci/rootfs

record start-unknown start -- c
record state-unknown state -- c
record kill-unknown kill -- c 9
record delete-unknown delete -- c
record pause-unknown pause -- c
record ps-unknown ps --format json -- c
record exec-unknown exec --detach --process oci/none.json -- c
record verb-unknown caisson
record option-unknown state --caisson
record usage state
record stats-unknown events --stats -- c
[ "$runtime" = crun ] && record features-unknown features

create c
record create-exists create --bundle oci -- c
record resume-created resume -- c
run start -- c
record start-running start -- c
record delete-running delete -- c
record resume-running resume -- c
record kill-signal-invalid kill -- c 99
echo '{"args":["x"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}' >exec.json
record exec-executable-not-found exec --detach --process exec.json -- c
echo '{"args":["/bin/denied"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}' >exec.json
record exec-executable-denied exec --detach --process exec.json -- c
echo '{"args":["true"],"cwd":"/none","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}' >exec.json
record exec-cwd-missing exec --detach --process exec.json -- c
echo '{"args":["true"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}' >exec.json
record exec-process-missing exec --detach --process none.json -- c
run pause -- c
record pause-paused pause -- c
record exec-paused exec --detach --process exec.json -- c
run resume -- c
mkdir image criu
record checkpoint-refused checkpoint --leave-running --image-path image --work-path criu -- c
run kill -- c 9
tries=100
until run state -- c | grep -q stopped || [ $((tries -= 1)) = 0 ]; do sleep 0.05; done
record start-stopped start -- c
record kill-stopped kill -- c 9
record exec-stopped exec --detach --process exec.json -- c
record pause-stopped pause -- c
record update-stopped update --pids-limit 10 -- c
record ps-stopped ps --format json -- c
record stats-stopped events --stats -- c
run delete -- c
for hierarchy in /sys/fs/cgroup/*/caisson-golden /sys/fs/cgroup/caisson-golden; do
    [ -d "$hierarchy" ] && rmdir "$hierarchy"
done
cd / && rm -rf "$work"
