package io.caisson.spec.internal.upgrade;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One list of capabilities, as before 1.0.0-rc5, made into the five sets of capabilities(7). */
public final class CapabilitySets {
    /** The sets that a list stood for; never the ambient one, which old runtimes did not know. */
    private static final List<String> FROM_LIST = List.of("bounding", "effective", "inheritable", "permitted");

    /** All that capabilities(7) of Linux 6 names. */
    public static final Set<String> KNOWN = Set.of(
            "CAP_AUDIT_CONTROL",
            "CAP_AUDIT_READ",
            "CAP_AUDIT_WRITE",
            "CAP_BLOCK_SUSPEND",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_KILL",
            "CAP_LEASE",
            "CAP_LINUX_IMMUTABLE",
            "CAP_MAC_ADMIN",
            "CAP_MAC_OVERRIDE",
            "CAP_MKNOD",
            "CAP_NET_ADMIN",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_RAW",
            "CAP_PERFMON",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYSLOG",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_CHROOT",
            "CAP_SYS_MODULE",
            "CAP_SYS_NICE",
            "CAP_SYS_PACCT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_WAKE_ALARM");

    private CapabilitySets() {}

    /** {@return the sets; names upper-case with {@code CAP_}, each once} */
    public static ObjectValue of(ArrayValue list) {
        Map<Object, Value> names = new LinkedHashMap<>();
        for (Value item : list.items()) {
            Value named = named(item);
            names.putIfAbsent(named instanceof TextValue text ? text.text() : named, named);
        }
        ObjectValue sets = new ObjectValue(list.origin());
        FROM_LIST.forEach(set -> sets.put(set, new ArrayValue(list.origin(), List.copyOf(names.values()))));
        return sets;
    }

    /** {@return the sets for names given apart from a document} */
    public static ObjectValue of(Origin at, List<String> names) {
        ArrayValue list = new ArrayValue(at);
        names.forEach(
                name -> list.items().add(new TextValue(at.child(list.items().size()), name)));
        return of(list);
    }

    static Value named(Value item) {
        if (!(item instanceof TextValue text)) {
            return item;
        }
        String upper = text.text().toUpperCase(Locale.ROOT);
        return new TextValue(text.origin(), upper.startsWith("CAP_") ? upper : "CAP_" + upper);
    }
}
