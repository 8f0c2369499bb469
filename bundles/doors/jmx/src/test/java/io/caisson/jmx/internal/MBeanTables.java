package io.caisson.jmx.internal;

import io.caisson.jmx.Description;
import io.caisson.jmx.Emits;
import io.caisson.jmx.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes an MXBean interface as Markdown: what the annotations say, sorted by name. */
final class MBeanTables {
    private MBeanTables() {}

    static String of(String objectName, Class<?> face) {
        StringBuilder page = new StringBuilder();
        page.append("### `").append(objectName).append("`\n\n");
        page.append(face.getAnnotation(Description.class).value()).append("\n\n");
        page.append("| attribute | type | meaning |\n|---|---|---|\n");
        sorted(face, true).forEach(getter -> page.append(attribute(getter)));
        List<Method> operations = sorted(face, false);
        if (!operations.isEmpty()) {
            page.append("\n| operation | kind | what it does | parameters |\n|---|---|---|---|\n");
            operations.forEach(operation -> page.append(operation(operation)));
        }
        Emits emits = face.getAnnotation(Emits.class);
        if (emits != null) {
            page.append("\nNotifications: ")
                    .append(Arrays.stream(emits.value()).map(MBeanTables::code).collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        return page.append("\n").toString();
    }

    private static List<Method> sorted(Class<?> face, boolean getters) {
        return Arrays.stream(face.getMethods())
                .filter(method -> isGetter(method) == getters)
                .sorted(Comparator.comparing(MBeanTables::name))
                .toList();
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0 && method.getName().matches("(get|is)[A-Z].*");
    }

    private static String name(Method method) {
        return isGetter(method) ? method.getName().replaceFirst("^(get|is)", "") : method.getName();
    }

    private static String attribute(Method getter) {
        return row(
                code(name(getter)),
                type(getter.getGenericReturnType()),
                getter.getAnnotation(Description.class).value());
    }

    private static String operation(Method method) {
        Operation operation = method.getAnnotation(Operation.class);
        String names = Arrays.stream(method.getParameters())
                .map(Parameter::getName)
                .collect(Collectors.joining(", ", "(", ")"));
        String parameters = Arrays.stream(method.getParameters())
                .map(MBeanTables::parameter)
                .collect(Collectors.joining("<br>"));
        return row(
                code(method.getName() + names),
                operation.impact().name().toLowerCase(Locale.ROOT),
                operation.value(),
                parameters);
    }

    private static String parameter(Parameter parameter) {
        String type = parameter.getType() == String.class ? "" : " (" + type(parameter.getType()) + ")";
        return code(parameter.getName()) + type + ": "
                + parameter.getAnnotation(Description.class).value();
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType list) {
            Class<?> element = (Class<?>) list.getActualTypeArguments()[0];
            return element.isRecord() ? "table: " + columns(element) : "list of " + type(element);
        }
        return ((Class<?>) type).getSimpleName();
    }

    private static String columns(Class<?> row) {
        return Arrays.stream(row.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String row(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
