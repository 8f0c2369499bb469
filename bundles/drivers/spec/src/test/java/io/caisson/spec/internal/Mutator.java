package io.caisson.spec.internal;

import io.caisson.spec.internal.document.ArrayValue;
import io.caisson.spec.internal.document.BooleanValue;
import io.caisson.spec.internal.document.NullValue;
import io.caisson.spec.internal.document.NumberValue;
import io.caisson.spec.internal.document.ObjectValue;
import io.caisson.spec.internal.document.Origin;
import io.caisson.spec.internal.document.TextValue;
import io.caisson.spec.internal.document.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Changes documents and their text at random; the same seed makes the same changes. */
final class Mutator {
    private static final Origin NOWHERE = Origin.root("random");
    private static final List<String> TEXTS = List.of(
            "",
            "/",
            "..",
            "/../x",
            "\0",
            "\ud83d\ude00",
            "a".repeat(5000),
            "ro",
            "mount",
            "CAP_KILL",
            "0",
            "bind",
            "=",
            "a=b",
            "SCMP_ACT_ALLOW",
            "/proc/self/ns/net",
            "1.0.2",
            "0.2.0",
            "rootfs",
            "c",
            "\u017f",
            "%s%n",
            "\u001b[2J");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1",
            "1.5",
            "1e400",
            "-1e999999999",
            "99",
            "2147483648",
            "4294967296",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "9".repeat(900));

    private final Random random;

    Mutator(long seed) {
        this.random = new Random(seed);
    }

    /** Changes one to four places of a document. */
    void change(ObjectValue document) {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            List<Value> containers = new ArrayList<>();
            collect(document, containers);
            changeIn(containers.get(random.nextInt(containers.size())));
        }
    }

    private void changeIn(Value container) {
        if (container instanceof ObjectValue object) {
            List<String> keys = new ArrayList<>(object.members().keySet());
            String key =
                    keys.isEmpty() || random.nextInt(8) == 0 ? anyKey(keys) : keys.get(random.nextInt(keys.size()));
            if (random.nextInt(4) == 0) {
                object.remove(key);
            } else {
                object.put(key, any(3));
            }
        } else if (container instanceof ArrayValue array) {
            int size = array.items().size();
            int at = random.nextInt(size + 1);
            if (at == size) {
                array.items().add(any(3));
            } else if (random.nextInt(4) == 0) {
                array.items().add(array.items().get(at)); // the same twice
            } else {
                array.items().set(at, any(3));
            }
        }
    }

    private String anyKey(List<String> keys) {
        return keys.isEmpty() || random.nextBoolean()
                ? TEXTS.get(random.nextInt(TEXTS.size()))
                : keys.get(random.nextInt(keys.size())).toUpperCase(Locale.ROOT);
    }

    private Value any(int depth) {
        switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0:
                return new NullValue(NOWHERE);
            case 1:
                return new BooleanValue(NOWHERE, random.nextBoolean());
            case 2, 3:
                return new NumberValue(NOWHERE, NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 4:
                return new TextValue(NOWHERE, TEXTS.get(random.nextInt(TEXTS.size())));
            case 5:
                return new ArrayValue(
                        NOWHERE, random.nextBoolean() ? List.of() : List.of(any(depth - 1), any(depth - 1)));
            default:
                ObjectValue object = new ObjectValue(NOWHERE);
                return random.nextBoolean() ? object : object.put(anyKey(List.of()), any(depth - 1));
        }
    }

    /** {@return the bytes with some of them changed, doubled or left out} */
    byte[] change(byte[] content) {
        byte[] changed = content.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }

    private static void collect(Value value, List<Value> containers) {
        if (value instanceof ObjectValue object) {
            containers.add(object);
            object.members().values().forEach(member -> collect(member, containers));
        } else if (value instanceof ArrayValue array) {
            containers.add(array);
            array.items().forEach(item -> collect(item, containers));
        }
    }
}
