package io.caisson.spec.internal.document;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A place in one of the caller's files. A value keeps its origin when an upgrade moves it, so that a mistake found
 * afterwards is told where the caller wrote it. Immutable.
 */
public final class Origin {
    private final String file;
    private final Origin parent;
    private final String token;

    private Origin(String file, Origin parent, String token) {
        this.file = file;
        this.parent = parent;
        this.token = token;
    }

    public static Origin root(String file) {
        return new Origin(file, null, "");
    }

    public Origin child(String key) {
        return new Origin(file, this, key);
    }

    public Origin child(int index) {
        return child(Integer.toString(index));
    }

    /** {@return name of the file: {@code config.json} or {@code runtime.json}} */
    public String file() {
        return file;
    }

    /** {@return the place as RFC 6901 says; empty for the whole document} */
    public String pointer() {
        // Built when asked: a document may have many values below a long key.
        Deque<String> tokens = new ArrayDeque<>();
        for (Origin at = this; at.parent != null; at = at.parent) {
            tokens.push(at.token.replace("~", "~0").replace("/", "~1"));
        }
        StringBuilder pointer = new StringBuilder();
        tokens.forEach(each -> pointer.append('/').append(each));
        return pointer.toString();
    }

    @Override
    public String toString() {
        return file + ":" + pointer();
    }
}
