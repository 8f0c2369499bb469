package io.caisson.api.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.caisson.api.error.CaissonException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "9,9",
        "KILL,9",
        "sigterm,15",
        "SIGHUP,1",
        "1,1",
        "64,64",
        "RTMIN,34",
        "RTMIN+3,37",
        "rtmax-1,63",
        "SIGPOLL,29",
        "IOT,6"
    })
    void textIsTheKernelsNumber(String text, int number) {
        assertEquals(number, Signal.parse(text).number());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "65", "-1", "9 ", "2147483648", "FOO", "RTMIN+31", "RTMAX-40", "String", "1.0", "9\n"})
    void othersAreRefused(String text) {
        assertEquals(
                "signal.invalid",
                assertThrows(CaissonException.class, () -> Signal.parse(text)).reason());
    }
}
