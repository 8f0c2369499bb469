package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.spec.SpecInvalidException;
import io.caisson.api.spec.SpecProblem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no JSON, or JSON that parsers understand differently: one clear message each, with its place. */
class BadTextsTest {
    @TempDir
    Path temp;

    static Stream<Arguments> texts() {
        return Stream.of(
                text("", "", "json.empty", "is empty"),
                text(" \n\t ", "", "json.empty", "is empty"),
                text("null", "", "json.top-level", "is null"),
                text("[]", "", "json.top-level", "is an empty array"),
                text("\"text\"", "", "json.top-level", "is \"text\""),
                text("5", "", "json.top-level", "is number 5"),
                text("true", "", "json.top-level", "is true"),
                text("{} {}", "", "json.trailing", "line 1, column 4"),
                text("{}\ngarbage", "", "json.syntax", "line 2, column 1"),
                text("{}]", "", "json.syntax", "line 1, column 3"),
                text("{", "", "json.truncated", "ends in the middle"),
                text("{\"process\": {\"args\": [\"sh\"", "/process/args/0", "json.truncated", "ends in the middle"),
                text("{\"a\": \"unclosed}", "/a", "json.truncated", "ends in the middle"),
                text("{\"a\": NaN}", "/a", "json.not-a-number", "NaN is not JSON"),
                text("{\"a\": -Infinity}", "/a", "json.not-a-number", "-Infinity is not JSON"),
                text("{\"a\": 1,}", "/a", "json.syntax", "line 1, column 9"),
                text("{\"a\": [1,]}", "/a/1", "json.syntax", "line 1, column 10"),
                text("{\"a\" 1}", "/a", "json.syntax", "line 1, column 6"),
                text("{a: 1}", "", "json.syntax", "line 1, column 2"),
                text("{'a': 1}", "", "json.syntax", "line 1, column 2"),
                text("{\"a\": 'b'}", "/a", "json.syntax", "line 1, column 7"),
                text("{\"a\": tru}", "/a", "json.syntax", "no JSON value"),
                text("{\"a\": 007}", "/a", "json.syntax", "eading zeroes"),
                text("{\"a\": 1.}", "/a", "json.syntax", "line 1"),
                text("{\"a\": +1}", "/a", "json.syntax", "line 1"),
                text("{\"a\": 0x10}", "/a", "json.syntax", "line 1"),
                text("{\"a\": \"x\ny\"}", "/a", "json.syntax", "line 1"),
                text("{\"a\": \"\\q\"}", "/a", "json.syntax", "line 1"),
                text("// note\n{}", "", "json.syntax", "line 1, column 1"),
                text("{\"a\": /* note */ 1}", "/a", "json.syntax", "line 1"),
                text("{\"a\": " + "[".repeat(100_000), null, "json.depth", "64 deep"),
                text("{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}", null, "json.depth", "64 deep"),
                text("{\"a\": " + "9".repeat(10_000) + "}", "/a", "json.limit", "1000"),
                text("{\"" + "k".repeat(5000) + "\": 1}", "", "json.limit", "4096"),
                text("{\"a\": [" + "0,".repeat(300_000) + "0]}", null, "json.limit", "250000"),
                text(" ".repeat((1 << 20) - 1) + "{}", "", "json.size", "1048576"),
                encoded("\ufeff{}", StandardCharsets.UTF_8, "json.byte-order-mark", "UTF-8 byte order mark"),
                encoded("\ufeff{}", StandardCharsets.UTF_16LE, "json.encoding", "looks like UTF-16"),
                encoded("\ufeff{}", StandardCharsets.UTF_16BE, "json.encoding", "looks like UTF-16"),
                encoded("{}", StandardCharsets.UTF_16LE, "json.encoding", "looks like UTF-16"),
                encoded("{}", StandardCharsets.UTF_16BE, "json.encoding", "looks like UTF-16"),
                encoded("{\"a\": \"\u00fc\"}", StandardCharsets.ISO_8859_1, "json.encoding", "not UTF-8 at byte 7"),
                encoded("{}\0", StandardCharsets.UTF_8, "json.syntax", "line 1, column 4"));
    }

    private static Arguments text(String text, String pointer, String rule, String told) {
        return Arguments.of(text.getBytes(StandardCharsets.UTF_8), pointer, rule, told);
    }

    private static Arguments encoded(String text, Charset charset, String rule, String told) {
        return Arguments.of(text.getBytes(charset), "", rule, told);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextThatIsNoDocumentIsToldByOneMistake(byte[] content, String pointer, String rule, String told) {
        SpecInvalidException refused = refusal(content);

        assertEquals(1, refused.problems().size(), refused.getMessage());
        SpecProblem problem = refused.problems().get(0);
        assertAll(
                () -> assertEquals(rule, problem.rule(), problem.message()),
                () -> assertTrue(pointer == null || pointer.equals(problem.pointer()), problem.pointer()),
                () -> assertTrue(problem.message().contains(told), problem.message()));
    }

    @Test
    void everyKeyThatStandsTwiceIsTold() {
        byte[] content = TestBundle.resource("/good.json");
        String good = new String(content, StandardCharsets.UTF_8);
        String twice = good.replace("\"cwd\": \"/\"", "\"cwd\": \"/\",\n\"args\": [\"/bin/evil\"]")
                .replace("\"hostname\"", "\"process\": {}, \"hostname\"");

        SpecInvalidException refused = refusal(twice.getBytes(StandardCharsets.UTF_8));

        assertTrue(refused.problems().stream()
                .map(BadDocument::found)
                .toList()
                .containsAll(List.of("/process/args json.duplicate-key", "/process json.duplicate-key")));
    }

    @ParameterizedTest
    @CsvSource({"'\"host\"', '\"\\ud800\"', json.surrogate", "org.example.key, \\udc00, json.syntax"})
    void halfASurrogatePairIsNoCharacterOfATextOrKey(String good, String bad, String rule) {
        String document = new String(TestBundle.resource("/good.json"), StandardCharsets.UTF_8);

        SpecInvalidException refused = refusal(document.replace(good, bad).getBytes(StandardCharsets.UTF_8));

        assertTrue(
                refused.problems().stream().anyMatch(problem -> problem.rule().equals(rule)), refused.getMessage());
    }

    /** A secret without its quotes is a mistake of syntax; parsers like to repeat it. */
    @Test
    void aWordWithoutQuotesIsNotRepeated() {
        SpecInvalidException refused = refusal("{\"process\": {\"env\": [canary]}}".getBytes(StandardCharsets.UTF_8));

        assertFalse(refused.getMessage().contains("canary"), refused.getMessage());
        assertEquals("/process/env/0", refused.problems().get(0).pointer());
    }

    private SpecInvalidException refusal(byte[] content) {
        TestBundle bundle = TestBundle.in(temp).with("config.json", content);
        return assertThrows(SpecInvalidException.class, bundle::prepare);
    }
}
