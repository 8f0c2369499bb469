package io.caisson.bench;

import java.nio.file.Path;

/**
 * The command line.
 *
 * @param out where results go; made if need be
 * @param dir where all that is measured keeps its files
 * @param seed of the order of turns
 * @param recoveryOnly whether nothing but the return to many containers is measured
 */
record Options(Plan plan, Path out, Path dir, long seed, boolean recoveryOnly) {
    static final String USAGE = """
            usage: ./dev bench [--quick] [--recovery] [--dir DIR] [--out DIR] [--seed N]
              --quick      fewer runs, under 2 minutes
              --recovery   only the return of a killed server to its containers
              --dir DIR    where the containers' state and the journal lie while measuring, default: --out
              --out DIR    where results.json and table.md go, default target/bench
              --seed N     of the random order of turns, default 1
            """;

    static Options parse(String... args) {
        Plan plan = Plan.FULL;
        Path out = Path.of("target/bench");
        Path dir = null;
        long seed = 1;
        boolean recoveryOnly = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> plan = Plan.QUICK;
                case "--smoke" -> plan = Plan.SMOKE;
                case "--recovery" -> recoveryOnly = true;
                case "--dir" -> dir = Path.of(value(args, ++i));
                case "--out" -> out = Path.of(value(args, ++i));
                case "--seed" -> seed = Long.parseLong(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return new Options(plan, out.toAbsolutePath(), (dir == null ? out : dir).toAbsolutePath(), seed, recoveryOnly);
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value");
        }
        return args[index];
    }
}
