package io.caisson.api.failpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailPointsTest {
    private final Recorder host = new Recorder();

    private static final class Recorder implements FailPointHost {
        private final List<String> did = new ArrayList<>();
        private Optional<String> replacement = Optional.empty();

        @Override
        public void kill() {
            did.add("kill");
            throw new IllegalStateException("dead");
        }

        @Override
        public void append(String file, String line) {
            did.add(file + ":" + line);
        }

        @Override
        public Optional<String> replaced(String file) {
            Optional<String> now = replacement;
            replacement = Optional.empty();
            return now;
        }
    }

    @Test
    void offWithoutTheProperty() {
        FailPoints.install(host);
        FailPoints.hit("a.b");
        assertFalse(FailPoints.on());
        assertEquals(List.of(), host.did);
    }

    @Test
    void theThirdHitOfThatPointKills() {
        ArmedPoints points = new ArmedPoints("a.b=2*off->1*kill; c.d=throw(no)");
        points.install(host);
        points.hit("a.b");
        points.hit("x.y");
        points.hit("a.b");
        assertEquals(List.of(), host.did);
        assertEquals(
                "dead",
                assertThrows(IllegalStateException.class, () -> points.hit("a.b"))
                        .getMessage());
        points.hit("a.b"); // the count is over
        assertEquals(List.of("kill"), host.did);
    }

    @Test
    void throwsWithoutEnd() {
        ArmedPoints points = new ArmedPoints("c.d=throw(disk is 1*full)");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "c.d: disk is 1*full",
                    assertThrows(CaissonException.class, () -> points.hit("c.d"))
                            .getMessage());
        }
    }

    @Test
    void whatIsHitBeforeThereIsAHostIsTracedAfterwards() {
        ArmedPoints points = new ArmedPoints("trace(/t)");
        points.hit("a.b");
        points.install(host);
        points.hit("c.d");
        assertEquals(List.of("/t:a.b", "/t:c.d"), host.did);
    }

    @Test
    void aReplacedFileCountsAnew() {
        ArmedPoints points = new ArmedPoints("@/plan");
        points.hit("a.b");
        host.replacement = Optional.of("a.b=1*off->1*kill");
        points.install(host);
        points.hit("a.b");
        host.replacement = Optional.of("a.b=1*off->1*kill");
        points.hit("a.b");
        assertEquals(List.of(), host.did);
        assertEquals(
                "dead",
                assertThrows(IllegalStateException.class, () -> points.hit("a.b"))
                        .getMessage());
    }

    @Test
    void anEmptyFileDisarms() {
        ArmedPoints points = new ArmedPoints("@/plan");
        host.replacement = Optional.of("a.b=kill");
        points.install(host);
        host.replacement = Optional.of("");
        points.hit("a.b");
        assertEquals(List.of(), host.did);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "=kill",
                "a=die",
                "a=x*kill",
                "a=delay",
                "a=delay(x)",
                "a=delay(-1)",
                "a=kill(9)",
                "a=throw(",
                "a="
            })
    void whatIsNoPlanIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> FailPointPlan.parse(text));
    }
}
