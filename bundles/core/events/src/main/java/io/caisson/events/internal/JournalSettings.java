package io.caisson.events.internal;

import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings of PID {@code io.caisson.events}: see {@code config/io.caisson.events.cfg}. */
final class JournalSettings {
    static final String PID = "io.caisson.events";

    private static final Logger log = LoggerFactory.getLogger(JournalSettings.class);

    /** A key and the rule for its value. */
    enum Key {
        KEEP_HOURS("keepHours", 0, 87_600),
        KEEP_EVENTS("keepEvents", 0, 100_000_000),
        MAX_BYTES("maxBytes", 32L << 20, 1L << 50),
        SEGMENT_BYTES("segmentBytes", 64L << 10, 16L << 20);

        private final String word;
        private final long least;
        private final long most;

        Key(String word, long least, long most) {
            this.word = word;
            this.least = least;
            this.most = most;
        }

        String word() {
            return word;
        }

        long least() {
            return least;
        }

        long most() {
            return most;
        }

        /** {@return the value of a configuration; {@code old} for one that breaks the rule} */
        private long read(Map<String, Object> configuration, long byDefault, long old) {
            Object value = configuration.get(word);
            if (value == null) {
                return byDefault;
            }
            try {
                long number = Long.parseLong(value.toString().strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                log.atTrace().setCause(e).log("not a number"); // said below
            }
            log.atWarn()
                    .addKeyValue("pid", PID)
                    .addKeyValue("key", word)
                    .addKeyValue("value", value)
                    .log("setting must be a whole number from {} to {}; {} stays", least, most, old);
            return old;
        }
    }

    private JournalSettings() {}

    /** {@return the limits that a configuration asks for} A key that is not given has its default, one that is wrong the old. */
    static Limits read(Map<String, Object> configuration, Limits old) {
        Limits byDefault = Limits.DEFAULT;
        return new Limits(
                Key.SEGMENT_BYTES.read(configuration, byDefault.segmentBytes(), old.segmentBytes()),
                Key.KEEP_EVENTS.read(configuration, byDefault.keepEvents(), old.keepEvents()),
                Duration.ofHours(Key.KEEP_HOURS.read(
                        configuration,
                        byDefault.keepAge().toHours(),
                        old.keepAge().toHours())),
                Key.MAX_BYTES.read(configuration, byDefault.maxBytes(), old.maxBytes()));
    }
}
