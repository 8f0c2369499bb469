package io.caisson.spec.internal;

import io.caisson.api.spec.SpecProblem;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A line of {@code bad-documents.txt}, whose head tells how lines are written.
 *
 * @param base the good document that is changed: {@code good.json} or {@code VERSION/FILE}
 */
record BadDocument(String base, List<String> changes, List<String> expected) {
    private static final String VERSIONS = "/io/caisson/testkit/spec/";

    static Stream<BadDocument> all() {
        List<BadDocument> documents = new ArrayList<>();
        String base = "";
        String text = new String(TestBundle.resource("/bad-documents.txt"), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            if (line.startsWith("== ")) {
                base = line.substring(3);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                documents.add(parse(base, line));
            }
        }
        return documents.stream();
    }

    private static BadDocument parse(String base, String line) {
        int arrow = line.lastIndexOf(" -> ");
        List<String> changes = List.of(line.substring(0, arrow).split(" ;; "));
        String[] found = line.substring(arrow + 4).split(" ");
        List<String> expected = new ArrayList<>();
        if (found.length == 1) {
            expected.add(changes.get(changes.size() - 1).split(" ")[1] + " " + found[0]);
        } else {
            for (int i = found.length % 2; i < found.length; i += 2) {
                expected.add(found[i] + " " + found[i + 1]);
            }
        }
        return new BadDocument(base, changes, expected);
    }

    /** Writes the changed document, and its unchanged other file if it has two. */
    TestBundle writeTo(TestBundle bundle) {
        String file = base.substring(base.indexOf('/') + 1);
        boolean isVersion = base.contains("/");
        byte[] good = TestBundle.resource(isVersion ? VERSIONS + base : "/" + base);
        if (isVersion) {
            bundle.withVersion(base.substring(0, base.indexOf('/')));
        }
        ObjectValue document = TestBundle.parse(new String(good, StandardCharsets.UTF_8));
        changes.forEach(change -> apply(change, document));
        String name = isVersion ? file : "config.json";
        return bundle.with(name, JsonWriter.write(document).getBytes(StandardCharsets.UTF_8));
    }

    private static void apply(String change, ObjectValue document) {
        String[] words = change.split(" ", 3);
        String pointer = words[1].replace("\\u017f", "\u017f");
        if (words[0].equals("put")) {
            Json.put(document, pointer, words[2]);
        } else {
            Json.remove(document, pointer);
        }
    }

    static String found(SpecProblem problem) {
        return problem.pointer() + " " + problem.rule();
    }

    @Override
    public String toString() {
        return base + ": " + String.join(" ;; ", changes);
    }
}
