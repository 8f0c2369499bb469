package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.ErrorCode;
import io.caisson.api.spec.SpecInvalidException;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is told with code, pointer and rule, nothing else is told with it, and several are told together. */
class BadDocumentsTest {
    @TempDir
    Path temp;

    private TestBundle bundle;

    static Stream<BadDocument> documents() {
        return BadDocument.all();
    }

    @BeforeEach
    void makeBundle() throws IOException {
        bundle = TestBundle.in(temp);
        Files.createSymbolicLink(temp.resolve("link"), Path.of("rootfs"));
    }

    @Test
    void theGoodDocumentHasNoMistakesAndNoWarnings() {
        bundle.with("config.json", TestBundle.resource("/good.json"));

        assertEquals(List.of(), bundle.prepare().warnings());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void exactlyTheMistakesOfTheDocumentAreTold(BadDocument document) {
        document.writeTo(bundle);

        SpecInvalidException refused = assertThrows(SpecInvalidException.class, bundle::prepare);

        assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
        assertEquals("spec.invalid", refused.reason());
        Set<String> found =
                refused.problems().stream().map(BadDocument::found).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(document.expected()), found, refused.getMessage());
        assertFalse(refused.getMessage().contains("canary"), "values of environment variables are not told");
        refused.problems().forEach(problem -> assertFalse(problem.value().contains("canary")));
    }

    @Test
    void mistakesOfAllPartsAreToldTogether() {
        ObjectValue document = TestBundle.parse(text(TestBundle.resource("/good.json")));
        Json.put(document, "/process/args", "[]");
        Json.put(document, "/process/cwd", "\"x\"");
        Json.put(document, "/process/env/0", "\"NOEQ\"");
        Json.put(document, "/root/path", "\"missing\"");
        Json.put(document, "/mounts/0/destination", "\"/..\"");
        Json.put(document, "/hooks/prestart/0/path", "\"hook\"");
        Json.put(document, "/linux/resources/pids/limit", "-7");
        bundle.withConfig(JsonWriter.write(document));

        SpecInvalidException refused = assertThrows(SpecInvalidException.class, bundle::prepare);

        assertEquals(
                Set.of(
                        "/process/args process.args.empty",
                        "/process/cwd process.cwd.absolute",
                        "/process/env/0 process.env.items.form",
                        "/root/path root.path.directory",
                        "/mounts/0/destination mounts.items.destination.parent",
                        "/hooks/prestart/0/path hooks.prestart.items.path.absolute",
                        "/linux/resources/pids/limit linux.resources.pids.limit.range"),
                refused.problems().stream().map(BadDocument::found).collect(Collectors.toSet()));
        assertTrue(refused.getMessage().contains("/process/cwd: must be an absolute path, but is \"x\""));
    }

    @Test
    void mistakesInRuntimeJsonNameThatFile() {
        BadDocument.all()
                .filter(document -> document.base().equals("0.2.0/runtime.json"))
                .findFirst()
                .orElseThrow()
                .writeTo(bundle);

        SpecInvalidException refused = assertThrows(SpecInvalidException.class, bundle::prepare);

        assertTrue(refused.getMessage().contains("(in runtime.json)"), refused.getMessage());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
