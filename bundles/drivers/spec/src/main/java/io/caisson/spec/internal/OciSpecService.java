package io.caisson.spec.internal;

import io.caisson.api.container.ExecRequest;
import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.api.spec.PreparedSpec;
import io.caisson.api.spec.SpecService;
import io.caisson.spec.internal.check.ConfigShape;
import io.caisson.spec.internal.check.HostPaths;
import io.caisson.spec.internal.document.JsonReader;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.upgrade.Draft;
import io.caisson.spec.internal.upgrade.SplitDocument;
import io.caisson.spec.internal.upgrade.Upgrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Reads, joins, upgrades, checks, and writes: in this order, so that every check sees one shape only. */
@Component(service = SpecService.class)
public final class OciSpecService implements SpecService {
    private static final String CONFIG = "config.json";
    private static final String RUNTIME = "runtime.json";

    @Activate
    public OciSpecService() {}

    @Override
    public PreparedSpec prepare(Path ociBundle, String defaultCgroupsPath) {
        Problems problems = new Problems(CONFIG);
        Draft draft = read(ociBundle, problems);
        Upgrade.apply(draft);
        ConfigShape.check(draft.config(), problems);
        new HostPaths(ociBundle, problems).settle(draft.config());
        problems.throwIfAny();
        return Preparation.finish(draft, defaultCgroupsPath);
    }

    private static Draft read(Path ociBundle, Problems problems) {
        try (OciBundleFiles files = OciBundleFiles.open(ociBundle)) {
            byte[] content = files.read(CONFIG).orElseThrow(() -> missing(ociBundle));
            Draft draft = Draft.of(JsonReader.read(CONFIG, content, problems), problems);
            if (SplitDocument.isPossible(draft)) {
                files.read(RUNTIME)
                        .map(runtime -> JsonReader.read(RUNTIME, runtime, problems))
                        .ifPresent(runtime -> SplitDocument.join(draft, runtime));
            }
            return draft;
        }
    }

    private static CaissonException missing(Path ociBundle) {
        return new CaissonException(
                ErrorCode.NOT_FOUND,
                "spec.missing",
                "OCI bundle " + ociBundle + " has no " + CONFIG,
                Map.of("ociBundle", ociBundle.toString()));
    }

    @Override
    public String template() {
        try (InputStream text = OciSpecService.class.getResourceAsStream("template.json")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("template.json of this OSGi bundle cannot be read", e);
        }
    }

    @Override
    public String execProcess(String canonical, ExecRequest request) {
        Problems problems = new Problems("process");
        byte[] content = canonical.getBytes(StandardCharsets.UTF_8);
        ObjectValue config = JsonReader.read(CONFIG, content, new Problems(CONFIG));
        return ExecProcess.write(config, request, problems);
    }
}
