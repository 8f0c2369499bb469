package io.caisson.spec.internal;

import io.caisson.api.spec.PreparedSpec;
import io.caisson.spec.internal.document.JsonReader;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An OCI bundle in a directory of the test, with an empty rootfs. */
record TestBundle(Path directory) {
    static final String CGROUPS_PATH = "/caisson-test/default";

    static TestBundle in(Path directory) {
        try {
            Files.createDirectories(directory.resolve("rootfs"));
            return new TestBundle(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    TestBundle with(String file, byte[] content) {
        try {
            Files.write(directory.resolve(file), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestBundle withConfig(String json) {
        return with("config.json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts the files of one old version here, byte for byte. */
    TestBundle withVersion(String version) {
        with("config.json", resource("/io/caisson/testkit/spec/" + version + "/config.json"));
        return version.equals("0.2.0")
                ? with("runtime.json", resource("/io/caisson/testkit/spec/" + version + "/runtime.json"))
                : this;
    }

    PreparedSpec prepare() {
        return new OciSpecService().prepare(directory, CGROUPS_PATH);
    }

    static byte[] resource(String name) {
        try (InputStream in = TestBundle.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectValue parse(String json) {
        return JsonReader.read("config.json", json.getBytes(StandardCharsets.UTF_8), new Problems("config.json"));
    }
}
