package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.error.CaissonException;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the files, there is a prepared document or a {@link CaissonException}, and soon. */
class RandomDocumentsTest {
    private static final int DOCUMENTS = 200;
    private static final Duration MOST = Duration.ofMillis(100);

    @TempDir
    Path temp;

    static Stream<String> bases() {
        return Stream.concat(Stream.of("good"), OldVersionsTest.versions());
    }

    @ParameterizedTest
    @MethodSource("bases")
    void changedDocumentsArePreparedOrRefused(String base) {
        int prepared = 0;
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            TestBundle bundle = bundle(base);
            Mutator mutator = new Mutator(seed);
            String file = base.equals("0.2.0") && seed % 2 == 0 ? "runtime.json" : "config.json";
            byte[] good = content(base, file);
            if (seed % 4 == 3) {
                bundle.with(file, mutator.change(good));
            } else {
                ObjectValue document = TestBundle.parse(new String(good, StandardCharsets.UTF_8));
                mutator.change(document);
                bundle.with(file, JsonWriter.write(document).getBytes(StandardCharsets.UTF_8));
            }
            Optional<PreparedSpec> result = prepareSoon(bundle, base + " with seed " + seed);
            if (result.isPresent()) {
                prepared++;
                String once = result.get().canonical();
                String again = TestBundle.in(temp.resolve("again"))
                        .withConfig(once)
                        .prepare()
                        .canonical();
                assertEquals(once, again, "prepared again, " + base + " with seed " + seed);
            }
        }
        assertTrue(prepared > 0 && prepared < DOCUMENTS, prepared + " of the documents were still good");
    }

    private static Optional<PreparedSpec> prepareSoon(TestBundle bundle, String name) {
        Duration fastest = MOST.plusNanos(1);
        // A pause of the machine is no fault of the document: the better of three times counts.
        for (int attempt = 0; attempt < 3 && fastest.compareTo(MOST) > 0; attempt++) {
            long start = System.nanoTime();
            try {
                PreparedSpec prepared = bundle.prepare();
                if (System.nanoTime() - start <= MOST.toNanos()) {
                    return Optional.of(prepared);
                }
            } catch (CaissonException refused) {
                fastest = Duration.ofNanos(System.nanoTime() - start);
            } catch (RuntimeException e) {
                throw new AssertionError(name + " ended in " + e, e);
            }
        }
        assertTrue(fastest.compareTo(MOST) <= 0, () -> name + " took longer than " + MOST);
        return Optional.empty();
    }

    private TestBundle bundle(String base) {
        TestBundle bundle = TestBundle.in(temp.resolve(base));
        return base.equals("good") ? bundle : bundle.withVersion(base);
    }

    private static byte[] content(String base, String file) {
        return base.equals("good")
                ? TestBundle.resource("/good.json")
                : TestBundle.resource("/io/caisson/testkit/spec/" + base + "/" + file);
    }
}
