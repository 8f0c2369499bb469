# shellcheck shell=sh
# Sourced. Installs Debian packages of programs that are missing, after saying so, and starts no service.

# need PROGRAM PACKAGE: remembers the package if the program is not there
missing_packages=
need() {
    command -v "$1" > /dev/null 2>&1 || missing_packages="$missing_packages $2"
}

# install_missing: installs what "need" found; fails with a sentence when it cannot
install_missing() {
    [ -n "$missing_packages" ] || return 0
    echo "Missing Debian packages:$missing_packages"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null 2>&1; then
        echo "Install them, or run this as root on Debian."
        return 1
    fi
    echo "Installing them now; no service is started."
    # invoke-rc.d asks this program, and 101 means no; one that is there already is the administrator's.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] && policy=
    if [ -n "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod 755 "$policy"
    fi
    status=0
    # shellcheck disable=SC2086 # several packages in one variable
    {
        apt-get -qq update &&
            DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing_packages
    } > /dev/null || status=1
    [ -z "$policy" ] || rm -f "$policy"
    case "$missing_packages" in
        *redis-server*)
            # Nor shall it start at the next boot only because we borrowed its program.
            ! command -v systemctl > /dev/null 2>&1 || systemctl disable redis-server > /dev/null 2>&1 || true
            ;;
    esac
    missing_packages=
    [ "$status" -eq 0 ] || echo "apt-get did not succeed."
    return "$status"
}
