package io.caisson.jmx.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A command line as one text: a JSON array of strings, or words as in a POSIX shell without expansions. */
final class CommandLine {
    private CommandLine() {}

    static List<String> parse(String text) {
        String given = Arguments.required("argsJson", text);
        List<String> args = given.startsWith("[") ? array(given) : words(Arguments.unescaped(given));
        if (args.isEmpty()) {
            throw invalid("it has no words");
        }
        if (args.stream().anyMatch(arg -> arg.indexOf('\0') >= 0)) {
            throw invalid("it has a NUL character");
        }
        return args;
    }

    private static List<String> array(String json) {
        List<String> args = new ArrayList<>();
        for (JsonNode element : Json.read("argsJson", json)) {
            if (!element.isTextual()) {
                throw invalid("every element of the array must be a string");
            }
            args.add(element.textValue());
        }
        return args;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'') {
                i++;
                if (i == line.length()) {
                    throw invalid("it ends in a backslash");
                }
                char next = line.charAt(i);
                if (quote == '"' && next != '"' && next != '\\') {
                    word.append('\\');
                }
                word.append(next);
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw invalid("a quote is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private static RuntimeException invalid(String what) {
        return Errors.invalid("process.args-invalid", "the command line cannot be used: " + what);
    }
}
