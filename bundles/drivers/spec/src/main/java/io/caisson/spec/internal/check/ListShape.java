package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An array of values of one shape. Its items' rules are named {@code …items}. */
final class ListShape implements Shape {
    private static final int MOST_ITEMS = 10_000;

    private final Shape item;
    private final int least;
    private final int most;
    private final Function<Value, Optional<String>> identity;

    private ListShape(Shape item, int least, int most, Function<Value, Optional<String>> identity) {
        this.item = item;
        this.least = least;
        this.most = most;
        this.identity = identity;
    }

    static ListShape listOf(Shape item) {
        return new ListShape(item, 0, MOST_ITEMS, value -> Optional.empty());
    }

    ListShape notEmpty() {
        return new ListShape(item, 1, most, identity);
    }

    ListShape most(int items) {
        return new ListShape(item, least, items, identity);
    }

    /** {@return the same for strings that stand once each} */
    ListShape distinct() {
        return distinct(value -> value instanceof TextValue text ? Optional.of(text.text()) : Optional.empty());
    }

    /** {@return the same for objects that differ in a string member} */
    ListShape distinctBy(String key) {
        return distinct(value -> value instanceof ObjectValue object ? object.text(key) : Optional.empty());
    }

    private ListShape distinct(Function<Value, Optional<String>> by) {
        return new ListShape(item, least, most, by);
    }

    @Override
    public void check(Value value, String rule, Problems problems) {
        if (!(value instanceof ArrayValue array)) {
            problems.add(value, rule, "must be an array, but is " + value.shown());
            return;
        }
        int size = array.items().size();
        if (size < least) {
            problems.add(value, rule + ".empty", "must not be empty");
        } else if (size > most) {
            problems.add(value, rule + ".count", "must have at most " + most + " items, but has " + size);
        }
        Set<String> seen = new HashSet<>();
        for (Value each : array.items()) {
            item.check(each, rule + ".items", problems);
            identity.apply(each)
                    .filter(id -> !seen.add(id))
                    .ifPresent(twice -> problems.add(each, rule + ".unique", "stands twice in its list"));
        }
    }
}
