package io.caisson.spec.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.ExecLife;
import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.ProcessId;
import io.caisson.api.container.StdioRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.api.spec.SpecInvalidException;
import io.caisson.spec.internal.document.ObjectValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request names replaces the container's own, and the rest is inherited. */
class ExecProcessTest {
    @TempDir
    Path temp;

    private String canonical;

    @BeforeEach
    void prepareContainer() {
        canonical = TestBundle.in(temp)
                .with("config.json", TestBundle.resource("/good.json"))
                .prepare()
                .canonical();
    }

    @Test
    void aRequestThatNamesOnlyACommandInheritsTheRest() {
        ObjectValue process = write(new Request());

        assertEquals("[\"ls\",\"-l\"]", Json.at(process, "/args"));
        assertEquals("false", Json.at(process, "/terminal"));
        assertEquals("absent", Json.at(process, "/consoleSize"));
        ObjectValue own = TestBundle.parse(canonical).object("process").orElseThrow();
        for (String key : List.of(
                "cwd",
                "env",
                "user",
                "capabilities",
                "rlimits",
                "noNewPrivileges",
                "apparmorProfile",
                "selinuxLabel")) {
            assertEquals(Json.at(own, "/" + key), Json.at(process, "/" + key), key);
        }
    }

    @Test
    void whatTheRequestNamesReplacesTheContainersOwn() {
        ObjectValue process = write(new Request()
                .env("A=b")
                .cwd("/tmp")
                .user("7:8")
                .capabilities("net_admin", "CAP_KILL")
                .terminal(new TerminalSize(24, 80)));

        assertEquals("[\"A=b\"]", Json.at(process, "/env"));
        assertEquals("\"/tmp\"", Json.at(process, "/cwd"));
        assertEquals("7", Json.at(process, "/user/uid"));
        assertEquals("8", Json.at(process, "/user/gid"));
        assertEquals("absent", Json.at(process, "/user/additionalGids"));
        for (String set : List.of("bounding", "effective", "inheritable", "permitted")) {
            assertEquals("[\"CAP_NET_ADMIN\",\"CAP_KILL\"]", Json.at(process, "/capabilities/" + set), set);
        }
        assertEquals("absent", Json.at(process, "/capabilities/ambient"));
        assertEquals("true", Json.at(process, "/terminal"));
        assertEquals("24", Json.at(process, "/consoleSize/height"));
        assertEquals("80", Json.at(process, "/consoleSize/width"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4294967295", "0:0, 0, 0", "4294967295, 4294967295, 4294967295", "1:4294967295, 1, 4294967295"})
    void usersAreUnsignedNumbersOf32Bits(String user, String uid, String gid) {
        ObjectValue process = write(new Request().user(user));

        assertEquals(uid, Json.at(process, "/user/uid"));
        assertEquals(gid, Json.at(process, "/user/gid"), "without a group the container's own stays");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "root",
                "-1",
                "+1",
                "0 ",
                " 0",
                "1:",
                ":1",
                "1:2:3",
                "4294967296",
                "1:4294967296",
                "0x0",
                "1.0",
                "99999999999999999999",
                "\u0661",
                "1\n"
            })
    void whatIsNoUserIsNeverTakenForRoot(String user) {
        refused("/user process.user.form", new Request().user(user));
    }

    @Test
    void mistakesOfTheRequestAreToldByPlace() {
        refused("/cwd process.cwd.absolute", new Request().cwd("tmp"));
        refused("/env/0 process.env.items.form", new Request().env("canary"));
        refused("/args/1 process.args.items.nul", new Request().args("ls", "\0"));
        refused("/args/0 process.args.program", new Request().args(""));
        refused("/capabilities/0 process.capabilities.bounding.items.known", new Request().capabilities("foo"));
    }

    @Test
    void variablesAreAddedToTheContainersOrStandForAllOfThem() {
        List<String> own = List.of(Json.at(write(new Request()), "/env"));
        String first = Json.at(write(new Request()), "/env/0");
        String name = first.substring(1, first.indexOf('='));
        ObjectValue added = write(new Request().addingEnv("NEW=1", name + "=other"));
        assertEquals('"' + name + "=other\"", Json.at(added, "/env/0"), own.toString());
        assertTrue(Json.at(added, "/env").endsWith("\"NEW=1\"]"), Json.at(added, "/env"));
        assertEquals("[\"NEW=1\"]", Json.at(write(new Request().env("NEW=1")), "/env"));
    }

    @Test
    void anEmptyListOfCapabilitiesTakesAllAway() {
        ObjectValue process = write(new Request().capabilities());

        assertEquals("[]", Json.at(process, "/capabilities/effective"));
    }

    private ObjectValue write(Request request) {
        return TestBundle.parse(new OciSpecService().execProcess(canonical, request.build()));
    }

    private void refused(String found, Request request) {
        SpecInvalidException refused = assertThrows(
                SpecInvalidException.class, () -> new OciSpecService().execProcess(canonical, request.build()));
        assertEquals(
                List.of(found),
                refused.problems().stream().map(BadDocument::found).distinct().toList(),
                refused.getMessage());
        assertFalse(refused.getMessage().contains("canary"));
    }

    /** A request of which a test names what it is about. */
    private static final class Request {
        private List<String> args = List.of("ls", "-l");
        private List<String> env = List.of();
        private boolean addsEnv;
        private Optional<String> cwd = Optional.empty();
        private Optional<String> user = Optional.empty();
        private Optional<List<String>> capabilities = Optional.empty();
        private Optional<TerminalSize> terminal = Optional.empty();

        Request args(String... all) {
            args = List.of(all);
            return this;
        }

        Request env(String... all) {
            env = List.of(all);
            return this;
        }

        Request addingEnv(String... all) {
            addsEnv = true;
            return env(all);
        }

        Request cwd(String path) {
            cwd = Optional.of(path);
            return this;
        }

        Request user(String text) {
            user = Optional.of(text);
            return this;
        }

        Request capabilities(String... names) {
            capabilities = Optional.of(List.of(names));
            return this;
        }

        Request terminal(TerminalSize size) {
            terminal = Optional.of(size);
            return this;
        }

        ExecRequest build() {
            return new ExecRequest(
                    new ContainerId("c"),
                    new ProcessId("p"),
                    args,
                    env,
                    cwd,
                    user,
                    capabilities,
                    terminal.isPresent(),
                    terminal,
                    StdioRequest.LOGGED,
                    addsEnv,
                    ExecLife.FREE);
        }
    }
}
