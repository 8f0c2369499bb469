package io.caisson.spec.internal;

import io.caisson.api.container.ExecRequest;
import io.caisson.api.container.TerminalSize;
import io.caisson.spec.internal.check.ProcessShape;
import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.BooleanValue;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.Shown;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.upgrade.CapabilitySets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process object of an exec: the container's own, in which the request replaces what it names. A user replaces the
 * container's with its additional groups, because groups of one user are none of another's; without a group the
 * container's stays, as with {@code runc exec --user}.
 */
final class ExecProcess {
    /** Decimal digits only: other parsers have taken what they could not read for 0, which is root. */
    private static final Pattern USER = Pattern.compile("(\\d{1,10})(?::(\\d{1,10}))?");

    private static final long MOST_ID = 0xffff_ffffL;

    private ExecProcess() {}

    static String write(ObjectValue config, ExecRequest request, Problems problems) {
        Origin root = Origin.root("process");
        ObjectValue process = new ObjectValue(root);
        config.object("process").ifPresent(own -> process.members().putAll(own.members()));
        process.put("args", texts(root.child("args"), request.args()));
        process.put("terminal", new BooleanValue(root.child("terminal"), request.terminal()));
        if (!request.env().isEmpty()) {
            process.put("env", texts(root.child("env"), environment(process, request)));
        }
        request.cwd().ifPresent(cwd -> process.put("cwd", new TextValue(root.child("cwd"), cwd)));
        request.user().ifPresent(user -> putUser(process, user, problems));
        request.capabilities()
                .ifPresent(names -> process.put("capabilities", CapabilitySets.of(root.child("capabilities"), names)));
        process.remove("consoleSize");
        request.terminalSize()
                .filter(size -> request.terminal())
                .ifPresent(size -> process.put("consoleSize", consoleSize(root.child("consoleSize"), size)));
        ProcessShape.SHAPE.check(process, "process", problems);
        problems.throwIfAny();
        return JsonWriter.write(process);
    }

    private static List<String> environment(ObjectValue own, ExecRequest request) {
        if (!request.addsEnv()) {
            return request.env();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        own.get("env", ArrayValue.class).stream()
                .flatMap(array -> array.items().stream())
                .filter(TextValue.class::isInstance)
                .map(item -> ((TextValue) item).text())
                .forEach(text -> variables.put(name(text), text));
        request.env().forEach(text -> variables.put(name(text), text));
        return List.copyOf(variables.values());
    }

    private static String name(String variable) {
        return variable.split("=", 2)[0];
    }

    private static void putUser(ObjectValue process, String text, Problems problems) {
        Origin at = process.origin().child("user");
        Matcher matcher = USER.matcher(text);
        boolean isNumbers = matcher.matches();
        Optional<NumberValue> uid = isNumbers ? id(at.child("uid"), matcher.group(1)) : Optional.empty();
        boolean hasGroup = isNumbers && matcher.group(2) != null;
        Optional<NumberValue> gid = hasGroup ? id(at.child("gid"), matcher.group(2)) : Optional.empty();
        if (uid.isEmpty() || (hasGroup && gid.isEmpty())) {
            String message = "must be uid or uid:gid, both 0 to " + MOST_ID + ", but is " + Shown.quoted(text);
            problems.add(at, "process.user.form", Shown.quoted(text), message);
            return;
        }
        Optional<ObjectValue> own = process.object("user");
        ObjectValue user = new ObjectValue(at);
        user.put("uid", uid.get());
        gid.or(() -> own.flatMap(before -> before.get("gid", NumberValue.class)))
                .ifPresent(group -> user.put("gid", group));
        own.flatMap(before -> before.get("umask")).ifPresent(umask -> user.put("umask", umask));
        process.put("user", user);
    }

    private static Optional<NumberValue> id(Origin at, String digits) {
        long id = Long.parseLong(digits);
        return id <= MOST_ID ? Optional.of(NumberValue.of(at, id)) : Optional.empty();
    }

    private static ObjectValue consoleSize(Origin at, TerminalSize size) {
        return new ObjectValue(at)
                .put("height", NumberValue.of(at.child("height"), size.rows()))
                .put("width", NumberValue.of(at.child("width"), size.columns()));
    }

    private static ArrayValue texts(Origin at, List<String> texts) {
        ArrayValue array = new ArrayValue(at);
        texts.forEach(
                text -> array.items().add(new TextValue(at.child(array.items().size()), text)));
        return array;
    }
}
