package io.caisson.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line.
 *
 * @param sample how many kills; 0 for all
 * @param cycles how many lives of containers instead of kills; 0 for none
 * @param randomSeconds how long to kill at random times instead; 0 for not
 * @param shims shims alone die
 * @param only these cases alone
 * @param dir where servers and containers keep their files; a short path
 * @param lanes how many servers at a time
 */
record Options(
        int sample, int cycles, int randomSeconds, boolean shims, List<Case> only, long seed, Path dir, int lanes) {
    static final String USAGE = """
            usage: ./dev crash [--sample N | --cycles N | --random SECONDS | --shims | --only CASE...] [--seed N] [--dir DIR] [--lanes N]
              without a choice   a death at every hit of every failpoint, and of shims at every instruction
              --sample N         N of these, at each failpoint at least one
              --cycles N         no deaths: N lives of containers in one server, and what they leave
              --random SECONDS   deaths at random times while containers come and go
              --shims            shims alone, at every instruction
              --only CASE        POINT#HIT:OPERATION:RUNTIME, as a failure prints it; repeatable
              --seed N           of everything random, default 1
              --dir DIR          for all files, default target/crash; sockets below it need a short path
              --lanes N          servers side by side, default 2
            """;

    static Options parse(String... args) {
        int sample = 0;
        int cycles = 0;
        int random = 0;
        int lanes = 2;
        boolean shims = false;
        long seed = 1;
        Path dir = Path.of("target/crash");
        List<Case> only = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--sample" -> sample = number(args, ++i);
                case "--cycles" -> cycles = number(args, ++i);
                case "--random" -> random = number(args, ++i);
                case "--shims" -> shims = true;
                case "--only" -> only.add(Case.parse(value(args, ++i)));
                case "--seed" -> seed = Long.parseLong(value(args, ++i));
                case "--dir" -> dir = Path.of(value(args, ++i));
                case "--lanes" -> lanes = number(args, ++i);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return new Options(sample, cycles, random, shims, only, seed, dir.toAbsolutePath(), lanes);
    }

    private static int number(String[] args, int index) {
        int number = Integer.parseInt(value(args, index));
        if (number < 1) {
            throw new IllegalArgumentException(args[index - 1] + " must be at least 1");
        }
        return number;
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + " needs a value");
        }
        return args[index];
    }
}
