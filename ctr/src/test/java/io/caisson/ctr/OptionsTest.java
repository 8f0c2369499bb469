package io.caisson.ctr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.ctr.Options.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static Options parse(String... args) throws UsageException {
        return Options.parse(args, null);
    }

    @Test
    void ownOptionsEndAtTheCommand() throws UsageException {
        Options options = parse("--debug", "--address", "unix:///a.sock", "exec", "--debug", "c", "--address", "x");
        assertTrue(options.isDebug());
        assertEquals("/a.sock", options.socketPath());
        assertEquals(List.of("exec", "--debug", "c", "--address", "x"), options.command());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--address=unix:///a.sock", "-address=unix:///a.sock"})
    void valuesMayFollowAnEqualsSign(String option) throws UsageException {
        assertEquals("/a.sock", parse(option, "list").socketPath());
        assertEquals(List.of("list"), parse(option, "list").command());
    }

    @Test
    void addressComesFromTheEnvironmentUnlessGiven() throws UsageException {
        assertEquals("/run/caisson/caisson.sock", parse("list").socketPath());
        assertEquals(
                "/e.sock",
                Options.parse(new String[] {"list"}, "unix:///e.sock").socketPath());
        assertEquals(
                "/a.sock",
                Options.parse(new String[] {"--address", "unix:///a.sock"}, "unix:///e.sock")
                        .socketPath());
    }

    @Test
    void badAddressHasContainerdsText() throws UsageException {
        Options options = parse("--address", "/tmp/x", "version");
        assertEquals(
                "bad bind address format /tmp/x, expected proto://address",
                assertThrows(UsageException.class, options::socketPath).getMessage());
        assertThrows(UsageException.class, parse("--address", "tcp://localhost:1")::socketPath);
    }

    @ParameterizedTest
    @CsvSource({"1s,1000", "250ms,250", "1m30s,90000", "0,0", "2h,7200000", "99999999999999999999h,31536000000"})
    void timeoutIsADurationOfGo(String text, long millis) throws UsageException {
        assertEquals(millis, parse("--conn-timeout", text).connectTimeoutMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1x", "-1s", "1.5s", "1s 2s"})
    void otherTimeoutsAreRefused(String text) {
        assertThrows(UsageException.class, () -> parse("--conn-timeout", text));
    }

    @Test
    void unknownAndUnfinishedOptionsAreRefused() {
        assertThrows(UsageException.class, () -> parse("--nope"));
        assertThrows(UsageException.class, () -> parse("--address"));
    }

    @Test
    void helpIsACommandOfTheServer() throws UsageException {
        assertEquals(List.of("help"), parse("-h").command());
    }
}
