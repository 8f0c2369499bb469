package io.caisson.spec.internal.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parser's complaint in our words. Words of the document are not repeated: they may be a secret without its quotes. */
record JsonFault(String rule, String message) {
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[Nn]on-standard token '([+-]?(?:NaN|INF|Infinity))'");
    private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");
    private static final Pattern DEPTH = Pattern.compile("nesting depth", Pattern.CASE_INSENSITIVE);

    static JsonFault of(IOException e) {
        String text =
                e instanceof JsonProcessingException processing ? processing.getOriginalMessage() : e.getMessage();
        if (e instanceof StreamConstraintsException) {
            boolean isDepth = DEPTH.matcher(text).find();
            return isDepth
                    ? new JsonFault("json.depth", "objects and arrays may be nested 64 deep at most")
                    : new JsonFault("json.limit", SETTING.matcher(text).replaceAll(""));
        }
        if (e instanceof JsonEOFException) {
            return new JsonFault("json.truncated", "the file ends in the middle of the document");
        }
        Matcher notANumber = NOT_A_NUMBER.matcher(text);
        if (notANumber.find()) {
            return new JsonFault("json.not-a-number", notANumber.group(1) + " is not JSON");
        }
        if (text.startsWith("Unrecognized token")) {
            return new JsonFault("json.syntax", "a word that is no JSON value stands here; strings need quotes");
        }
        return new JsonFault("json.syntax", Shown.cut(text.lines().findFirst().orElse("is not JSON")));
    }

    /** {@return where it is, or null if the parser does not say} */
    static JsonLocation location(IOException e) {
        return e instanceof JsonProcessingException processing ? processing.getLocation() : null;
    }
}
