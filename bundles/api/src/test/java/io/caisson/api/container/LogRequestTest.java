package io.caisson.api.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.container.LogRequest.Driver;
import io.caisson.api.container.LogRequest.WhenFull;
import io.caisson.api.error.CaissonException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRequestTest {
    @Test
    void optionsAreReadAsUsersWriteThem() {
        assertEquals(LogRequest.DEFAULT, LogRequest.parse("file", Map.of()));
        assertEquals(
                new LogRequest(
                        Driver.FILE, WhenFull.BLOCK, OptionalLong.of(3 << 20), OptionalInt.of(7), Optional.empty()),
                LogRequest.parse("file", Map.of("when-full", "block", "max-size", "3M", "max-file", "7")));
        assertEquals(
                Optional.of(Path.of("/var/x")),
                LogRequest.parse("direct", Map.of("path", "/var/x")).path());
        assertEquals(Driver.NONE, LogRequest.parse("none", Map.of()).driver());
        assertEquals(
                OptionalLong.of(65536),
                LogRequest.parse("file", Map.of("max-size", "65536")).maxBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "syslog,max-file,2",
        "file,max-size,1k",
        "file,max-size,''",
        "file,max-size,99999999999g",
        "file,max-size,-1",
        "file,max-file,1",
        "file,max-file,1001",
        "file,when-full,maybe",
        "file,program,/bin/sh",
        "file,path,/x",
        "none,max-file,2",
        "direct,path,x",
        "direct,path,''",
        "direct,max-file,3",
    })
    void whatCannotBeUsedIsRefused(String driver, String key, String value) {
        CaissonException refusal =
                assertThrows(CaissonException.class, () -> LogRequest.parse(driver, Map.of(key, value)));
        assertEquals("log.option-invalid", refusal.reason());
    }
}
