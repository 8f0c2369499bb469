package io.caisson.api.failpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What shall happen at which hit of which point, and how often each was hit. Items are separated by {@code ;} or line ends:
 *
 * <pre>
 * ledger.after-persist=2*off-&gt;1*kill   the third hit ends the server by SIGKILL
 * journal.rolled=delay(200)            every hit takes 200 ms longer
 * trace(/tmp/hits)                     the name of every point that is hit is appended to a file
 * </pre>
 *
 * Actions are {@code off}, {@code kill}, {@code halt} (exit status 137 without hooks), {@code throw(message)},
 * {@code delay(milliseconds)} and {@code hang}; one without a count is for good, and after the last count nothing happens
 * any more. Not safe for many threads.
 */
final class FailPointPlan {
    static final FailPointPlan NONE = new FailPointPlan(Map.of(), Optional.empty());

    private static final String TRACE = "trace(";

    /** @param hits how many hits it is for */
    private record Term(long hits, FailPointAction action) {}

    private final Map<String, List<Term>> terms;
    private final Map<String, Long> hits = new HashMap<>();
    private final Optional<String> trace;

    private FailPointPlan(Map<String, List<Term>> terms, Optional<String> trace) {
        this.terms = terms;
        this.trace = trace;
    }

    /** @throws IllegalArgumentException naming the item that is wrong */
    static FailPointPlan parse(String text) {
        Map<String, List<Term>> terms = new HashMap<>();
        Optional<String> trace = Optional.empty();
        for (String raw : text.split("[;\n]")) {
            String item = raw.strip();
            int equals = item.indexOf('=');
            if (item.startsWith(TRACE) && item.endsWith(")")) {
                trace = Optional.of(item.substring(TRACE.length(), item.length() - 1));
            } else if (equals > 0) {
                terms.put(item.substring(0, equals).strip(), terms(item, item.substring(equals + 1)));
            } else if (!item.isEmpty()) {
                throw new IllegalArgumentException("failpoint \"" + item + "\" is not name=action");
            }
        }
        return new FailPointPlan(terms, trace);
    }

    private static List<Term> terms(String item, String text) {
        List<Term> terms = new ArrayList<>();
        for (String raw : text.split("->")) {
            String term = raw.strip();
            int star = term.indexOf('*');
            int open = term.indexOf('(');
            boolean counted = star > 0 && (open < 0 || star < open);
            try {
                terms.add(new Term(
                        counted ? Long.parseLong(term.substring(0, star)) : Long.MAX_VALUE,
                        FailPointAction.parse(term.substring(counted ? star + 1 : 0))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("failpoint \"" + item + "\": " + e.getMessage(), e);
            }
        }
        return terms;
    }

    /** {@return the file that every hit is appended to} */
    Optional<String> trace() {
        return trace;
    }

    /** Counts a hit. {@return what happens at it} */
    FailPointAction next(String name) {
        List<Term> plan = terms.get(name);
        if (plan == null) {
            return FailPointAction.NOTHING;
        }
        long rest = hits.merge(name, 1L, Long::sum);
        for (Term term : plan) {
            if (rest <= term.hits()) {
                return term.action();
            }
            rest -= term.hits();
        }
        return FailPointAction.NOTHING;
    }
}
