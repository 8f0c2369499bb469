package io.caisson.jmx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.jmx.ContainerMXBean;
import io.caisson.jmx.ContainersMXBean;
import io.caisson.jmx.DaemonMXBean;
import io.caisson.jmx.EventsMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables in docs/jmx.md are what the interfaces say. With {@code -Ddocs.update=true} it writes them. */
class JmxPageTest {
    private static final Path PAGE = Path.of("..", "..", "..", "docs", "jmx.md");
    private static final String BEGIN = "<!-- begin: tables written by JmxPageTest from the MXBean interfaces -->\n\n";
    private static final String END = "<!-- end of the tables -->\n";

    private static String tables() {
        return MBeanTables.of("io.caisson:type=Container,id=ID", ContainerMXBean.class)
                + MBeanTables.of("io.caisson:type=Containers", ContainersMXBean.class)
                + MBeanTables.of("io.caisson:type=Daemon", DaemonMXBean.class)
                + MBeanTables.of("io.caisson:type=Events", EventsMXBean.class);
    }

    @Test
    void thePageSaysWhatTheInterfacesSay() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertTrue(begin >= 0 && end > begin, "the marks around the tables are gone from docs/jmx.md");
        String wanted = page.substring(0, begin) + BEGIN + tables() + page.substring(end);

        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, wanted);
        } else {
            assertEquals(wanted, page, "docs/jmx.md is out of date: run this test with -Ddocs.update=true");
        }
    }
}
