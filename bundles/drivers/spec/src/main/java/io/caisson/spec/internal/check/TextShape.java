package io.caisson.spec.internal.check;

import io.caisson.spec.internal.document.Problems;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A string without NUL. The first condition that does not hold is told. */
final class TextShape implements Shape {
    private static final int MOST_PATH_BYTES = 4095;
    private static final Pattern PARENT = Pattern.compile("(?:^|/)\\.\\.(?:/|$)");

    private record Condition(String name, String must, Predicate<String> holds) {}

    private final List<Condition> conditions;

    private TextShape(List<Condition> conditions) {
        this.conditions = conditions;
    }

    static TextShape text() {
        return new TextShape(List.of()).where("nul", "have no NUL character", text -> text.indexOf('\0') < 0);
    }

    /** {@return an absolute path of at most 4095 bytes, limits.h PATH_MAX} */
    static TextShape absolutePath() {
        return text().where("absolute", "be an absolute path", text -> text.startsWith("/"))
                .mostBytes(MOST_PATH_BYTES);
    }

    /** {@return one of some words} */
    static TextShape oneOf(Collection<String> words) {
        Set<String> known = Set.copyOf(words);
        return text().where("known", "be one of " + String.join(", ", new TreeSet<>(words)), known::contains);
    }

    static TextShape oneOf(String... words) {
        return oneOf(List.of(words));
    }

    TextShape notEmpty() {
        return where("empty", "not be empty", text -> !text.isEmpty());
    }

    TextShape mostBytes(int most) {
        return where(
                "length",
                "have at most " + most + " bytes",
                text -> text.length() <= most && text.getBytes(StandardCharsets.UTF_8).length <= most);
    }

    TextShape withoutParent() {
        return where(
                "parent", "have no \"..\" in it", text -> !PARENT.matcher(text).find());
    }

    TextShape withoutControls() {
        return where(
                "controls", "have no control characters", text -> text.chars().noneMatch(Character::isISOControl));
    }

    TextShape matching(String name, String must, String pattern) {
        return where(name, must, Pattern.compile(pattern).asMatchPredicate());
    }

    TextShape where(String name, String must, Predicate<String> holds) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(new Condition(name, must, holds));
        return new TextShape(List.copyOf(more));
    }

    @Override
    public void check(Value value, String rule, Problems problems) {
        if (!(value instanceof TextValue text)) {
            problems.add(value, rule, "must be a string, but is " + value.shown());
            return;
        }
        conditions.stream()
                .filter(condition -> !condition.holds.test(text.text()))
                .findFirst()
                .ifPresent(broken -> problems.add(
                        value, rule + "." + broken.name, "must " + broken.must + ", but is " + value.shown()));
    }
}
