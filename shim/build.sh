#!/bin/sh
# Builds the interpreter with the compilers found here:  shim/build.sh OUT-DIR
# Machines without a compiler need none: what is packed is shim/prebuilt. After a change of interpreter.c run
# shim/build.sh shim/prebuilt on a machine that has both compilers; it records them in TOOLCHAIN.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build.sh OUT-DIR}
mkdir -p "$out"

FLAGS="-std=c11 -Os -Wall -Wextra -Werror -ffreestanding -nostdlib -static -fno-pie -no-pie -fno-stack-protector
 -fcf-protection=none -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-ident -mgeneral-regs-only
 -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,noexecstack -Wl,-z,norelro -Wl,-z,max-page-size=4096 -s"

# The compiler for a machine: the cross compiler by its name, or cc where it makes code for that machine.
compiler() {
    for candidate in "$1-linux-gnu-gcc" cc; do
        case "$("$candidate" -dumpmachine 2>/dev/null)" in
            "$1"-*) echo "$candidate"; return ;;
        esac
    done
}

: >"$out/TOOLCHAIN"
for machine in x86_64 aarch64; do
    with=$(compiler $machine)
    [ -n "$with" ] || continue
    flags=$FLAGS
    if [ $machine = aarch64 ]; then
        # A page may be 64 KiB there. Outline atomics would need libgcc; there is no control-flow option by that name.
        flags=$(echo "$flags" | sed 's/-fcf-protection=none/-mno-outline-atomics -mbranch-protection=none/; s/max-page-size=4096/max-page-size=65536/')
    fi
    # shellcheck disable=SC2086 # flags are words
    "$with" $flags -o "$out/caisson-shim-$machine" "$here/interpreter.c"
    {
        echo "$machine compiler: $("$with" --version | head -n 1)"
        echo "$machine linker: $("$("$with" -print-prog-name=ld)" --version | head -n 1)"
        echo "$machine flags:" $flags
    } | sed 's/^\([a-z0-9_]* compiler: \)[^ ]* /\1/' >>"$out/TOOLCHAIN"
done
