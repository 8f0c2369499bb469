/**
 * Programs of system calls: the assembler, the values it makes, and the monitor program that a shim runs. No I/O and no
 * native calls: a program can be printed, compared and encoded anywhere. Offsets and sizes are bytes, times are seconds
 * unless named otherwise, numbers of errors and flags are the kernel's. Values are immutable; an assembler belongs to one
 * thread. Start at {@link io.caisson.shims.internal.program.MonitorProgram}.
 */
package io.caisson.shims.internal.program;
