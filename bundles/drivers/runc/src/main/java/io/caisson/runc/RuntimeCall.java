package io.caisson.runc;

import io.caisson.api.container.ContainerId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a runtime, named for messages.
 *
 * @param verb as on the command line
 * @param container empty for calls about all of them
 */
record RuntimeCall(Path binary, String verb, Optional<ContainerId> container) {
    /** {@return for example {@code runc create}} */
    String describe() {
        return binary.getFileName() + " " + verb;
    }

    /** {@return facts for an exception's details} */
    Map<String, String> details() {
        Map<String, String> details = new HashMap<>();
        details.put("runtime", binary.toString());
        details.put("verb", verb);
        container.ifPresent(id -> details.put("container", id.value()));
        return details;
    }
}
