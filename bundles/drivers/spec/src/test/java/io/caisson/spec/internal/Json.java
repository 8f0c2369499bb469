package io.caisson.spec.internal;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.JsonWriter;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Value;

/** Looking into and changing documents by JSON pointer. */
final class Json {
    private Json() {}

    /** {@return what stands at a pointer, as compact JSON; "absent" if nothing does} */
    static String at(ObjectValue document, String pointer) {
        Value value = find(document, pointer);
        return value == null ? "absent" : compact(value);
    }

    /** Puts a value, given as JSON, at a pointer; {@code -} as the last token appends to an array. */
    static void put(ObjectValue document, String pointer, String json) {
        int slash = pointer.lastIndexOf('/');
        Value parent = find(document, pointer.substring(0, slash));
        String token = unescape(pointer.substring(slash + 1));
        Value value = TestBundle.parse("{\"v\":" + json + "}").members().get("v");
        if (parent instanceof ObjectValue object) {
            object.put(token, value);
        } else if (parent instanceof ArrayValue array) {
            if (token.equals("-")) {
                array.items().add(value);
            } else {
                array.items().set(Integer.parseInt(token), value);
            }
        } else {
            throw new IllegalArgumentException("nothing to put into at " + pointer);
        }
    }

    static void remove(ObjectValue document, String pointer) {
        int slash = pointer.lastIndexOf('/');
        if (!(find(document, pointer.substring(0, slash)) instanceof ObjectValue object)
                || object.remove(unescape(pointer.substring(slash + 1))).isEmpty()) {
            throw new IllegalArgumentException("nothing to remove at " + pointer);
        }
    }

    private static Value find(Value document, String pointer) {
        Value at = document;
        for (String token :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/")) {
            if (at instanceof ObjectValue object) {
                at = object.members().get(unescape(token));
            } else if (at instanceof ArrayValue array
                    && Integer.parseInt(token) < array.items().size()) {
                at = array.items().get(Integer.parseInt(token));
            } else {
                return null;
            }
        }
        return at;
    }

    private static String unescape(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }

    private static String compact(Value value) {
        return JsonWriter.write(value).replaceAll("\\s*\n\\s*", "");
    }
}
