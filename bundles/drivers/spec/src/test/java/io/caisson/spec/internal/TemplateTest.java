package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {
    @TempDir
    Path temp;

    @Test
    void theTemplateIsPreparedWithoutWarnings() {
        assertEquals(
                List.of(),
                TestBundle.in(temp)
                        .withConfig(new OciSpecService().template())
                        .prepare()
                        .warnings());
    }

    /** Ambient capabilities are left out: runc names some, none of which may be ambient as it writes them. */
    @Test
    void theTemplateHasTheKeysThatRuncSpecWrites() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("runc", "spec", "--bundle", temp.toString())
                        .start()
                        .waitFor());
        ObjectValue runcs = TestBundle.parse(Files.readString(temp.resolve("config.json")));
        Json.remove(runcs, "/process/capabilities/ambient");

        assertEquals(keys(runcs), keys(TestBundle.parse(new OciSpecService().template())));
    }

    private static Set<String> keys(Value value) {
        Set<String> keys = new TreeSet<>();
        collect(value, keys);
        return keys;
    }

    private static void collect(Value value, Set<String> keys) {
        keys.add(value.origin().pointer());
        if (value instanceof ObjectValue object) {
            object.members().values().forEach(member -> collect(member, keys));
        } else if (value instanceof ArrayValue array) {
            array.items().forEach(item -> collect(item, keys));
        }
    }
}
