package io.caisson.jmx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.CreateRequest;
import io.caisson.api.container.LogRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.ShimLossPolicy;
import io.caisson.api.container.Signal;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.error.CaissonException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final CreateRequest PLAIN = CreateRequest.of(new ContainerId("web"), Path.of("/srv/web"));

    private static void assertRefused(String reason, Executable call) {
        CaissonException thrown = assertThrows(CaissonException.class, call);
        assertEquals(reason, thrown.reason(), thrown.getMessage());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-", "default", " ", " default "})
    void fourSpellingsMeanTheDefault(String text) {
        assertEquals(Signal.TERM, Arguments.signal(text));
        assertEquals(ProcessId.INIT, Arguments.process(text));
        assertEquals(Duration.ofSeconds(7), Arguments.duration("timeout", text, Duration.ofSeconds(7)));
        assertEquals(PLAIN, CreateOptions.apply(PLAIN, text));
        assertRefused("argument.missing", () -> Arguments.id(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"String", "p0", "p1", "0", "java.lang.String"})
    void whatClientsFillInIsNoIdAndNoPath(String text) {
        assertRefused("argument.fill-in", () -> Arguments.id(text));
        assertRefused("argument.fill-in", () -> Arguments.path("ociBundle", text));
        assertRefused("argument.fill-in", () -> CommandLine.parse(text));
        assertRefused("argument.fill-in", () -> CreateOptions.apply(PLAIN, text));
    }

    @Test
    void aSignalLeftAsFilledInIsRefused() {
        assertRefused("argument.fill-in", () -> Arguments.signal("String"));
        assertRefused("signal.invalid", () -> Arguments.signal("0"));
        assertEquals(new Signal(9), Arguments.signal("SIGKILL"));
        assertEquals(new Signal(9), Arguments.signal(" 9 "));
    }

    @ParameterizedTest
    @CsvSource({"10s,10000", "500ms,500", "3,3000", "0,0", "2m,120000", "1h,3600000", "5S,5000"})
    void durationsHaveUnitsAndPlainNumbersAreSeconds(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Arguments.duration("timeout", text, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"String", "-1", "1.5s", "10 s", "99999999999", "s", "1d"})
    void otherDurationsAreRefused(String text) {
        assertRefused("argument.duration-invalid", () -> Arguments.duration("timeout", text, Duration.ZERO));
    }

    @Test
    void aPathMayHaveAnEscapedSpace() {
        assertEquals(Path.of("/srv/my web"), Arguments.path("ociBundle", "/srv/my\\u0020web"));
        assertRefused("argument.path-invalid", () -> Arguments.path("ociBundle", "/srv/\\u0000"));
    }

    @Test
    void aCommandLineIsAJsonArray() {
        assertEquals(List.of("sh", "-c", "a b && c"), CommandLine.parse("[\"sh\",\"-c\",\"a b \\u0026\\u0026 c\"]"));
        assertRefused("process.args-invalid", () -> CommandLine.parse("[]"));
        assertRefused("process.args-invalid", () -> CommandLine.parse("[\"a\",1]"));
        assertRefused("process.args-invalid", () -> CommandLine.parse("[\"a\\u0000\"]"));
        assertRefused("argument.json-invalid", () -> CommandLine.parse("[\"a\""));
        assertRefused("argument.json-invalid", () -> CommandLine.parse("[\"a\"] x"));
    }

    @Test
    void aCommandLineIsWordsAsInAShell() {
        assertEquals(List.of("ls", "-l", "/"), CommandLine.parse("  ls -l\t/ "));
        assertEquals(List.of("sh", "-c", "echo \"x\" $y"), CommandLine.parse("sh -c 'echo \"x\" $y'"));
        assertEquals(List.of("a b", "c\"d", "\\e", ""), CommandLine.parse("a\\ b \"c\\\"d\" \"\\e\" ''"));
        assertEquals(List.of("echo", "hi"), CommandLine.parse("echo\\u0020hi"));
        assertRefused("process.args-invalid", () -> CommandLine.parse("sh -c 'x"));
        assertRefused("process.args-invalid", () -> CommandLine.parse("sh \\"));
    }

    @Test
    void allOptionsReachTheRequest() {
        CreateRequest request = CreateOptions.apply(
                PLAIN,
                "{\"runtime\":\"crun\",\"runtimeArgs\":[\"--debug\"],\"labels\":[\"a=b\",\"c\"],\"rows\":40,\"cols\":120,"
                        + "\"stdin\":true,\"noPivot\":true,\"autoRemove\":true,\"onShimLoss\":\"kill\","
                        + "\"logDriver\":\"file\",\"logOptions\":{\"max-size\":\"1m\",\"max-file\":3}}");
        assertEquals(Optional.of("crun"), request.runtime());
        assertEquals(List.of("--debug"), request.runtimeArgs());
        assertEquals(List.of("a=b", "c"), request.labels());
        assertEquals(Optional.of(new TerminalSize(40, 120)), request.terminalSize());
        assertEquals(StdioRequest.INTERACTIVE, request.stdio());
        assertEquals(ShimLossPolicy.KILL, request.onShimLoss());
        assertEquals(LogRequest.parse("file", Map.of("max-size", "1m", "max-file", "3")), request.log());
        assertEquals(List.of(true, true), List.of(request.noPivotRoot(), request.autoRemove()));
        assertEquals(
                List.of("a=b"),
                CreateOptions.apply(PLAIN, "{\"labels\":{\"a\":\"b\"}}").labels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"colour\":\"always\"}|options.unknown-key",
                "{\"Runtime\":\"crun\"}|options.unknown-key",
                "[]|options.invalid",
                "{\"runtime\":1}|options.invalid",
                "{\"runtime\":\"\"}|options.invalid",
                "{\"runtimeArgs\":[\"--debug\"]}|options.invalid",
                "{\"runtime\":\"crun\",\"runtimeArgs\":\"--debug\"}|options.invalid",
                "{\"labels\":[1]}|options.invalid",
                "{\"labels\":{\"a\":1}}|options.invalid",
                "{\"rows\":40}|options.invalid",
                "{\"rows\":40,\"cols\":1.5}|options.invalid",
                "{\"rows\":0,\"cols\":80}|terminal.size-invalid",
                "{\"noPivot\":\"true\"}|options.invalid",
                "{\"noPivot\":null}|options.invalid",
                "{\"onShimLoss\":\"restart\"}|options.invalid",
                "{\"restart\":1}|options.invalid",
                "{\"restart\":\"sometimes\"}|restart.policy-invalid",
                "{\"restart\":\"always\",\"autoRemove\":true}|restart.auto-remove",
                "{\"logDriver\":\"syslog\"}|log.option-invalid",
                "{\"logOptions\":[]}|options.invalid",
                "{\"logOptions\":{\"max-file\":[]}}|options.invalid",
                "{\"logOptions\":{\"max-file\":0}}|log.option-invalid",
                "{\"stdin\":true,\"stdin\":false}|argument.json-invalid",
                "{}{}|argument.json-invalid",
                "{|argument.json-invalid"
            })
    void wrongOptionsAreRefused(String json, String reason) {
        assertRefused(reason, () -> CreateOptions.apply(PLAIN, json));
    }

    @Test
    void anUnknownKeyIsNamed() {
        CaissonException thrown =
                assertThrows(CaissonException.class, () -> CreateOptions.apply(PLAIN, "{\"colour\":1}"));
        assertEquals(
                "optionsJson has the unknown key \"colour\"; known are autoRemove, cols, labels, logDriver,"
                        + " logOptions, noPivot, onShimLoss, restart, rows, runtime, runtimeArgs, stdin",
                thrown.getMessage());
    }

    @Test
    void controlCharactersOfStrangersAreEscaped() {
        assertEquals("a\tb\r\nc\\u001b[2J\\u0007", Printable.text("a\tb\r\nc\u001b[2J\u0007"));
    }

    @Test
    void environmentValuesAreMaskedWhereverTheyStand() {
        String masked =
                Json.masked("{\"process\":{\"env\":[\"A=secret\",\"B\"]},\"hooks\":{\"poststop\":[{\"path\":\"/x\","
                        + "\"env\":[\"C=secret=2\"]}]},\"big\":123456789012345678901234567890}");
        assertEquals(-1, masked.indexOf("secret"), masked);
        assertEquals(
                List.of(true, true, true),
                List.of(
                        masked.contains("\"A=<redacted>\""),
                        masked.contains("\"C=<redacted>\""),
                        masked.contains("123456789012345678901234567890")));
    }
}
