/*
 * The shim: runs a program of system calls that the server compiled. What a program means is written in Java
 * (bundles/core/shims); there is nothing here but the machine.
 *
 * The program is the file at descriptor 3: a header, instructions, relocations, and a pool of data. All words are 64 bits,
 * in the order of the machine. A relocation is the pool offset of a word to which the pool's address is added. Each
 * instruction is one system call; its result goes to a word of the pool. Then the next instruction follows, or the one at
 * `zero` when the result was 0, or one of `to` when it was an error named in `error` (ANY: every error). Any other error
 * is written to the descriptor `report` as two words (0, index << 32 | errno) and ends the process with 125. A process
 * that runs off the end ends with 0; one whose program is not for it, with 126.
 */
typedef unsigned long word;
typedef unsigned short half;

#if defined(__x86_64__)
enum { MACHINE = 62, WRITE = 1, LSEEK = 8, MMAP = 9, EXIT_GROUP = 231 };
#elif defined(__aarch64__)
enum { MACHINE = 183, WRITE = 64, LSEEK = 62, MMAP = 222, EXIT_GROUP = 94 };
#endif

enum { PROGRAM = 3, SEEK_END = 2, READ_WRITE = 3, PRIVATE = 2, LAST_ERRNO = 4095, ANY = 0xffff };
enum { CONSTANT, ADDRESS, WORD };                              /* two bits of `kinds` for each argument */
#define MAGIC (0x4d494853UL | 1UL << 32 | (word)MACHINE << 48) /* "SHIM", version of the format, ELF machine */

struct header { word magic, instructions, relocations, report; };
struct instruction { half call, kinds, result, zero, error[2], to[2]; word argument[6]; };

static long call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return number;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#endif
}

void _start(void) {
    struct header *program =
        (void *)call(MMAP, 0, call(LSEEK, PROGRAM, 0, SEEK_END, 0, 0, 0), READ_WRITE, PRIVATE, PROGRAM, 0);
    if ((word)program >= -(word)LAST_ERRNO || program->magic != MAGIC)
        call(EXIT_GROUP, 126, 0, 0, 0, 0, 0);
    struct instruction *code = (void *)(program + 1);
    word *relocation = (void *)(code + program->instructions);
    char *pool = (void *)(relocation + program->relocations);
    for (word i = 0; i < program->relocations; i++)
        *(word *)(pool + relocation[i]) += (word)pool;

    for (word at = 0; at < program->instructions;) {
        struct instruction *now = code + at;
        long value[6];
        for (int i = 0; i < 6; i++) {
            int kind = now->kinds >> 2 * i & 3;
            value[i] = kind == CONSTANT ? now->argument[i] : (word)pool + now->argument[i];
            if (kind == WORD)
                value[i] = *(long *)value[i];
        }
        long result = call(now->call, value[0], value[1], value[2], value[3], value[4], value[5]);
        ((long *)pool)[now->result] = result;
        long error = (word)result >= -(word)LAST_ERRNO ? -result : 0;
        int which = now->error[0] == error || now->error[0] == ANY ? 0 : 1;
        if (!error) {
            at = result ? at + 1 : now->zero;
        } else if (which == 0 || now->error[1] == error || now->error[1] == ANY) {
            at = now->to[which];
        } else {
            word report[2] = {0, at << 32 | error};
            call(WRITE, program->report, (long)report, sizeof report, 0, 0, 0);
            call(EXIT_GROUP, 125, 0, 0, 0, 0, 0);
        }
    }
    call(EXIT_GROUP, 0, 0, 0, 0, 0, 0);
    __builtin_unreachable();
}
