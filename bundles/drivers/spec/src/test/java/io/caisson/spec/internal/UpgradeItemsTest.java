package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.TerminalSize;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single rules do, in documents before 1.0.0 and in later ones. */
class UpgradeItemsTest {
    private static final char QUOTE = '^'; // CSV would eat the quotes of JSON

    @TempDir
    Path temp;

    /** Each line: good document, place and value to put there, place to look at, what must be there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = QUOTE,
            value = {
                "0.4.0; /process/cwd; null; /process/cwd; \"/\"",
                "0.4.0; /process/capabilities; [\"kill\", \"CAP_KILL\"]; /process/capabilities/effective; [\"CAP_KILL\"]",
                "0.4.0; /process/capabilities; null; /process/capabilities; absent",
                "0.4.0; /linux/rlimits; [{\"type\":\"RLIMIT_CORE\",\"soft\":0,\"hard\":0}]; /process/rlimits/0/soft; 777",
                "0.4.0; /linux/apparmorProfile; \"docker-default\"; /process/apparmorProfile; \"docker-default\"",
                "0.4.0; /linux/selinuxProcessLabel; \"label\"; /process/selinuxLabel; \"label\"",
                "0.4.0; /linux/apparmorProfile; \"\"; /process/apparmorProfile; absent",
                "0.4.0; /linux/resources/disableOOMKiller; false; /linux/resources/memory/disableOOMKiller; absent",
                "0.4.0; /linux/resources/blockIO/blkioWeight; 300; /linux/resources/blockIO/weight; 300",
                "0.4.0; /linux/resources/blockIO/blkioThrottleReadIOPSDevice; [{\"major\":8,\"minor\":0,\"rate\":9}];"
                        + " /linux/resources/blockIO/throttleReadIOPSDevice/0/rate; 9",
                "0.4.0; /linux/resources/network; {\"classID\":\"0x100001\"}; /linux/resources/network/classID; 1048577",
                "0.4.0; /linux/resources/network; {\"classID\":\"\"}; /linux/resources/network; absent",
                "0.4.0; /linux/resources/pids; {\"limit\":null}; /linux/resources/pids; absent",
                "0.4.0; /linux/resources/pids; {\"limit\":-1}; /linux/resources/pids/limit; -1",
                "0.4.0; /linux/devices/0/type; 98; /linux/devices/0/type; \"b\"",
                "0.4.0; /linux/seccomp; {\"defaultAction\":\"\",\"architectures\":null}; /linux/seccomp; absent",
                "0.4.0; /linux/resources/devices/0/access; \"\"; /linux/resources/devices/0/access; \"rwm\"",
                "0.4.0; /mounts/0/destination; \"proc\"; /mounts/0/destination; \"/proc\"",
                "0.4.0; /hooks; {\"prestart\":null,\"poststop\":[]}; /hooks; absent",
                "0.4.0; /windows; {}; /windows; absent",
                "0.4.0; /linux/maskedPaths; null; /linux/maskedPaths/2; \"/proc/kcore\"",
                "0.4.0; /linux/readonlyPaths; [\"/proc/sys\"]; /linux/maskedPaths; absent",
                "0.5.0; /linux/maskedPaths; null; /linux/maskedPaths; absent",
                "1.0.0; /process/user; {}; /process/user/uid; 0",
                "1.0.0; /process/consoleSize; {\"height\":0,\"width\":80}; /process/consoleSize; absent",
                "1.0.0; /process/capabilities/ambient; [\"CAP_CHOWN\"]; /process/capabilities/ambient; absent",
                "1.0.0; /process/capabilities/ambient; [\"CAP_KILL\"]; /process/capabilities/ambient; [\"CAP_KILL\"]",
                "1.0.0; /linux/resources/memory/reservation; 18446744073709551615;"
                        + " /linux/resources/memory/reservation; -1",
                "1.0.0; /linux/resources/memory/kernel; 1000000; /linux/resources/memory/kernel; absent",
                "1.0.0; /linux/resources/pids/limit; 0; /linux/resources/pids; absent",
                "1.0.0; /linux/cgroupsPath; \"\"; /linux/cgroupsPath; \"/caisson-test/default\"",
                "1.0.0; /linux/cgroupsPath; \"/mine\"; /linux/cgroupsPath; \"/mine\"",
                "1.0.0; /linux/cgroupsPath; \"mine\"; /linux/cgroupsPath; \"/mine\"",
                "1.0.0; /mounts/0/destination; \"proc\"; /mounts/0/destination; \"/proc\"",
                "1.0.0; /ociVersion; \"1.0.2-dev\"; /ociVersion; \"1.0.2-dev\"",
                "1.0.0; /unknown; {\"kept\":[1.50,null]}; /unknown/kept/0; 1.50",
                "good; /ociVersion; \"1.3.0\"; /ociVersion; \"1.3.0\"",
                "good; /mounts/2/options/-; \"mode=755\"; /mounts/2/options; [\"rbind\",\"ro\",\"rprivate\"]"
            })
    void aRuleRewritesItsItem(String base, String put, String json, String look, String expected) {
        ObjectValue document = TestBundle.parse(text(base));
        Json.put(document, put, json);

        assertEquals(expected, Json.at(prepared(document), look));
    }

    @Test
    void zeroPidsAreARealLimitSinceOneDotThree() {
        ObjectValue document = TestBundle.parse(text("good"));
        Json.put(document, "/ociVersion", "\"1.3.0\"");
        Json.put(document, "/linux/resources/pids/limit", "0");

        assertEquals("1", Json.at(prepared(document), "/linux/resources/pids/limit"));
    }

    @Test
    void aDocumentWithoutVersionIsTakenAsTheOldest() {
        ObjectValue document = TestBundle.parse(text("0.4.0"));
        Json.remove(document, "/ociVersion");
        PreparedSpec prepared =
                TestBundle.in(temp).withConfig(JsonWriter.write(document)).prepare();

        assertEquals("", prepared.sourceVersion());
        assertEquals("\"1.0.2\"", Json.at(TestBundle.parse(prepared.canonical()), "/ociVersion"));
    }

    @Test
    void sourcesOfBindMountsAreTakenFromTheCallersBundle() throws Exception {
        Files.createDirectory(temp.resolve("data"));
        ObjectValue document = TestBundle.parse(text("good"));
        Json.put(document, "/mounts/2/source", "\"data\"");

        assertEquals("\"" + temp.resolve("data") + "\"", Json.at(prepared(document), "/mounts/2/source"));
    }

    @Test
    void whatIsOddButNoMistakeGivesAWarningWithItsPlace() {
        ObjectValue document = TestBundle.parse(text("good"));
        Json.put(document, "/hostnam", "\"x\"");
        Json.put(document, "/linux/capabilities", "[\"CAP_KILL\"]");
        Json.put(document, "/linux/resources/memory/limit", "1000");
        Json.put(document, "/annotations/run.oci.handler", "\"wasm\"");
        Json.put(document, "/mounts/1/destination", "\"/proc\"");

        List<String> warnings = TestBundle.in(temp)
                .withConfig(JsonWriter.write(document))
                .prepare()
                .warnings();

        assertAll(
                () -> assertEquals(5, warnings.size(), warnings.toString()),
                () -> assertTrue(
                        warnings.contains("/hostnam: unknown key is passed on unread; did you mean \"hostname\"")),
                () -> assertTrue(warnings.contains(
                        "/linux/capabilities: is ignored by runtimes since 1.0.0; use process.capabilities")));
    }

    @Test
    void factsThatTheServerNeedsStandBesideTheDocument() {
        ObjectValue document = TestBundle.parse(text("good"));
        PreparedSpec without = prepare(document);
        Json.put(document, "/hooks/poststart", "[{\"path\": \"/bin/busybox\"}]");
        PreparedSpec with = prepare(document);

        assertAll(
                () -> assertEquals(List.of("/bin/sh", "-c", "true"), without.args()),
                () -> assertEquals(Optional.of(new TerminalSize(24, 80)), without.consoleSize()),
                () -> assertTrue(without.terminal()),
                () -> assertEquals("/group/one", without.cgroupsPath()),
                () -> assertEquals(false, without.startHooks()),
                () -> assertEquals(true, with.startHooks()));
    }

    private ObjectValue prepared(ObjectValue document) {
        return TestBundle.parse(prepare(document).canonical());
    }

    private PreparedSpec prepare(ObjectValue document) {
        return TestBundle.in(temp).withConfig(JsonWriter.write(document)).prepare();
    }

    private static String text(String base) {
        String file = base.equals("good") ? "/good.json" : "/io/caisson/testkit/spec/" + base + "/config.json";
        return new String(TestBundle.resource(file), StandardCharsets.UTF_8);
    }
}
