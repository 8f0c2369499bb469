package io.caisson.api.spec;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A document has mistakes; all of them are here, at most 20 in the text. */
public final class SpecInvalidException extends CaissonException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_IN_TEXT = 20;

    private final transient List<SpecProblem> problems;

    /** @param file name of the document: {@code config.json} */
    public SpecInvalidException(String file, List<SpecProblem> problems) {
        super(ErrorCode.INVALID_ARGUMENT, "spec.invalid", text(file, problems), Map.of("file", file));
        this.problems = List.copyOf(problems);
    }

    private static String text(String file, List<SpecProblem> problems) {
        String listed =
                problems.stream().limit(MOST_IN_TEXT).map(SpecProblem::toString).collect(Collectors.joining("; "));
        int more = problems.size() - MOST_IN_TEXT;
        return file + ": " + listed + (more > 0 ? "; and " + more + " more" : "");
    }

    public List<SpecProblem> problems() {
        return problems == null ? List.of() : problems;
    }
}
