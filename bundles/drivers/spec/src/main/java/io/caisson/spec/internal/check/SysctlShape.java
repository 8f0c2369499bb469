package io.caisson.spec.internal.check;

import static io.caisson.spec.internal.check.TextShape.text;

import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.Shown;
import java.util.Optional;
import java.util.Set;

/**
 * {@code linux.sysctl}: only parameters that a Linux namespace has for itself (namespaces(7)); any other would change the
 * host. A plus or equals sign in a value has led a runtime to set a second parameter, and no such parameter needs one.
 */
final class SysctlShape {
    static final Shape SHAPE = new MapShape(
            text().matching(
                            "form",
                            "be a name such as \"net.ipv4.ip_forward\"",
                            "[A-Za-z0-9_-]+([./][A-Za-z0-9_*:@-]+)+"),
            text().withoutControls()
                    .where("form", "have no + or =", value -> value.indexOf('+') < 0 && value.indexOf('=') < 0));

    private static final Set<String> IPC = Set.of(
            "kernel.auto_msgmni",
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.msg_next_id",
            "kernel.sem",
            "kernel.sem_next_id",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_next_id",
            "kernel.shm_rmid_forced");

    private SysctlShape() {}

    static void checkNamespaces(ObjectValue linux, String rule, Problems problems) {
        linux.object("sysctl")
                .ifPresent(sysctl -> sysctl.members().forEach((name, value) -> {
                    Optional<String> namespace = namespace(name.replace('/', '.'));
                    if (namespace.isEmpty()) {
                        String message = "no Linux namespace has " + Shown.quoted(name) + " for itself";
                        problems.add(value.origin(), rule + ".sysctl.keys.namespaced", Shown.quoted(name), message);
                    } else if (!Namespaces.has(linux, namespace.get())) {
                        String message = "needs a namespace of type " + namespace.get() + " in linux.namespaces";
                        problems.add(value.origin(), rule + ".sysctl.keys.namespace", Shown.quoted(name), message);
                    }
                }));
    }

    /** {@return the type of namespace that has a parameter; none for hostname, which has a key of its own} */
    private static Optional<String> namespace(String name) {
        if (name.startsWith("net.")) {
            return Optional.of("network");
        }
        if (name.startsWith("fs.mqueue.") || IPC.contains(name)) {
            return Optional.of("ipc");
        }
        return name.equals("kernel.domainname") ? Optional.of("uts") : Optional.empty();
    }
}
