package io.caisson.spec.internal.document;

import io.caisson.api.spec.SpecInvalidException;
import io.caisson.api.spec.SpecProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in one caller's files: mistakes and warnings, in the order found. A mistake found again at the same
 * place counts once, since an upgrade may put one value of the caller's into several places. Not safe for several threads.
 */
public final class Problems {
    /** Value of a mistake that is not told, such as an environment variable. */
    public static final String NOT_SHOWN = "(not shown)";

    private static final int MOST_PROBLEMS = 500;
    private static final int MOST_WARNINGS = 100;

    private final String mainFile;
    private final Map<String, SpecProblem> problems = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param mainFile what a caller is told the document is called */
    public Problems(String mainFile) {
        this.mainFile = mainFile;
    }

    public void add(Value at, String rule, String message) {
        add(at.origin(), rule, at.shown(), message);
    }

    /** Adds a mistake about a value that must not be told. */
    public void addUnshown(Value at, String rule, String message) {
        add(at.origin(), rule, NOT_SHOWN, message);
    }

    public void addMissing(ObjectValue in, String key, String rule, String message) {
        add(in.origin().child(key), rule, "absent", message);
    }

    public void add(Origin at, String rule, String shown, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            boolean isMain = at.file().equals(mainFile);
            String told = isMain ? message : message + " (in " + at.file() + ")";
            SpecProblem problem = new SpecProblem(at.pointer(), rule, shown, told);
            problems.putIfAbsent(at + "\n" + message, problem);
        }
    }

    /** @param message what is odd there but no mistake */
    public void warn(Origin at, String message) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add((at.file().equals(mainFile) ? "" : at.file() + " ") + at.pointer() + ": " + message);
        }
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    public List<SpecProblem> found() {
        return List.copyOf(problems.values());
    }

    /** @throws SpecInvalidException with all mistakes, if there are any */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new SpecInvalidException(mainFile, found());
        }
    }
}
