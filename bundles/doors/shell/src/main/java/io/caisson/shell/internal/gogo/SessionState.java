package io.caisson.shell.internal.gogo;

import io.caisson.shell.internal.command.Invocation.Ending;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;

/** The commands that run in a session of ours, so that Ctrl-C and the end of the session reach them. */
final class SessionState {
    private static final String VARIABLE = ".caisson";

    private final Set<GogoInvocation> running = ConcurrentHashMap.newKeySet();

    /** Makes a session one of ours. */
    static SessionState attach(CommandSession session) {
        SessionState state = new SessionState();
        session.put(VARIABLE, state);
        return state;
    }

    /** {@return the state of a session; a fresh one that nobody else holds when the session is not ours} */
    static SessionState of(CommandSession session) {
        return session.get(VARIABLE) instanceof SessionState state ? state : new SessionState();
    }

    void begin(GogoInvocation invocation) {
        running.add(invocation);
    }

    void end(GogoInvocation invocation) {
        running.remove(invocation);
    }

    void endAll(Ending reason) {
        running.forEach(invocation -> invocation.ending().complete(reason));
    }
}
