package io.caisson.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassPointsTest {
    static final class Literal {
        void pass(String other) {
            FailPoints.hit("area.before");
            if (!other.equals("not.a-point")) {
                FailPoints.hit("area.after");
            }
        }
    }

    static final class Computed {
        void pass(String name) {
            FailPoints.hit(name);
        }
    }

    private static Set<String> points(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return ClassPoints.inClass(in.readAllBytes(), file);
        }
    }

    @Test
    void literalsOfCallsAreFound() throws IOException {
        assertEquals(Set.of("area.before", "area.after"), points(Literal.class));
        assertEquals(Set.of(), points(ClassPointsTest.class));
    }

    @Test
    void aNameThatIsNoLiteralIsRefused() {
        assertThrows(IllegalStateException.class, () -> points(Computed.class));
    }
}
