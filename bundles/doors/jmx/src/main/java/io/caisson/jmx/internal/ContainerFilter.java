package io.caisson.jmx.internal;

import io.caisson.api.container.ContainerView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The filter text of {@code list}: {@code state=running,label=env=test,id=web*}, or a part of an id. */
final class ContainerFilter {
    private ContainerFilter() {}

    static Predicate<ContainerView> parse(String text) {
        if (Arguments.isDefault(text)) {
            return view -> true;
        }
        return Arrays.stream(Arguments.required("filter", text).split(","))
                .map(String::strip)
                .filter(term -> !term.isEmpty())
                .map(ContainerFilter::term)
                .reduce(view -> true, Predicate::and);
    }

    private static Predicate<ContainerView> term(String term) {
        int equals = term.indexOf('=');
        if (equals < 0) {
            return view -> view.id().value().contains(term);
        }
        String key = term.substring(0, equals);
        Predicate<String> value = wildcard(term.substring(equals + 1));
        Predicate<String> word = wildcard(term.substring(equals + 1).toLowerCase(Locale.ROOT));
        return switch (key) {
            case "id" -> view -> value.test(view.id().value());
            case "state" -> view -> word.test(view.status().word());
            case "runtime" -> view -> value.test(view.runtime());
            case "label" -> view -> view.labels().stream().anyMatch(value);
            default -> throw unknownKey(key, List.of("id", "state", "runtime", "label"));
        };
    }

    static RuntimeException unknownKey(String key, List<String> known) {
        return Errors.invalid(
                "filter.unknown-key",
                "filter has the unknown key " + Printable.quoted(key) + "; known are " + String.join(", ", known));
    }

    /** {@return a test in which {@code *} stands for anything} */
    static Predicate<String> wildcard(String glob) {
        String regex = Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    }
}
