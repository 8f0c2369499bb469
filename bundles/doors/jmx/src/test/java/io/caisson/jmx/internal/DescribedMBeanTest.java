package io.caisson.jmx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.caisson.api.event.EventType;
import io.caisson.jmx.ContainerMXBean;
import io.caisson.jmx.ContainersMXBean;
import io.caisson.jmx.DaemonMXBean;
import io.caisson.jmx.Description;
import io.caisson.jmx.EventsMXBean;
import io.caisson.jmx.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that make an MBean usable from stock clients, for every interface of ours. */
class DescribedMBeanTest {
    private static final Set<Class<?>> PARAMETERS =
            Set.of(String.class, boolean.class, int.class, long.class, double.class);
    private static final Set<Class<?>> WRAPPERS =
            Set.of(Integer.class, Long.class, Double.class, Float.class, Boolean.class, Number.class);
    private static final String UNIT = ".*(Bytes|Nanos|NanosTotal|Percent|Seconds|Millis|Seq|Pid|Current|Limit|Status"
            + "|Total|Running|Created|Paused|Stopped|Unknown|Alive|Restoring|Birth)";
    private static final Set<String> TEXTS = Set.of("Created", "HealthStatus");

    static Stream<Class<?>> faces() {
        return Stream.of(ContainerMXBean.class, ContainersMXBean.class, EventsMXBean.class, DaemonMXBean.class);
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0 && method.getName().matches("(get|is)[A-Z].*");
    }

    private static List<Method> operations(Class<?> face) {
        return Arrays.stream(face.getMethods())
                .filter(method -> !isGetter(method))
                .toList();
    }

    private static List<Method> getters(Class<?> face) {
        return Arrays.stream(face.getMethods())
                .filter(DescribedMBeanTest::isGetter)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("faces")
    void everythingIsDescribed(Class<?> face) {
        assertSentence(face.getSimpleName(), face.getAnnotation(Description.class));
        for (Method getter : getters(face)) {
            assertSentence(getter.toString(), getter.getAnnotation(Description.class));
        }
        for (Method operation : operations(face)) {
            Operation annotation = operation.getAnnotation(Operation.class);
            assertTrue(annotation != null && annotation.value().endsWith("."), operation + " is not described");
            for (Parameter parameter : operation.getParameters()) {
                assertTrue(parameter.isNamePresent(), operation + " has lost the names of its parameters");
                Description description = parameter.getAnnotation(Description.class);
                assertTrue(description != null && !description.value().isBlank(), operation + " " + parameter);
            }
        }
    }

    private static void assertSentence(String what, Description description) {
        assertTrue(description != null && description.value().endsWith("."), what + " is not described in a sentence");
    }

    @ParameterizedTest
    @MethodSource("faces")
    void nothingIsOverloaded(Class<?> face) {
        Set<String> names = new HashSet<>();
        for (Method method : face.getMethods()) {
            assertTrue(names.add(method.getName()), method.getName() + " is overloaded");
        }
    }

    @ParameterizedTest
    @MethodSource("faces")
    void parametersAreOfTypesThatEveryClientCanEnter(Class<?> face) {
        for (Method operation : operations(face)) {
            for (Class<?> type : operation.getParameterTypes()) {
                assertTrue(PARAMETERS.contains(type), operation.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faces")
    void attributesAreReadOnly(Class<?> face) {
        assertTrue(
                operations(face).stream().noneMatch(method -> method.getName().matches("set[A-Z].*")));
    }

    @ParameterizedTest
    @MethodSource("faces")
    void numbersArePrimitiveSoThatClientsCanChartThem(Class<?> face) {
        for (Method getter : getters(face)) {
            String name = getter.getName().replaceFirst("^(get|is)", "");
            Class<?> type = getter.getReturnType();
            assertFalse(WRAPPERS.contains(type), getter + " returns a wrapper, which may be null");
            if (name.matches(UNIT) && !TEXTS.contains(name)) {
                assertTrue(type == int.class || type == long.class || type == double.class, getter + " is no number");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faces")
    void operationsThatChangeSomethingAnswerInText(Class<?> face) {
        for (Method operation : operations(face)) {
            if (operation.getAnnotation(Operation.class).impact() == Operation.Impact.ACTION) {
                assertEquals(String.class, operation.getReturnType(), operation.toString());
            } else {
                assertTrue(
                        operation.getName().matches("(list|show|exists|state|logs|replay|version).*"),
                        operation + " does not sound like reading");
            }
        }
    }

    @Test
    void whatClientsGetFromTheMBeanServerIsWhatTheAnnotationsSay() throws Exception {
        try (Fixture fixture = Fixture.open()) {
            fixture.create(Fixture.WEB);
            for (ObjectName name : List.of(
                    ObjectNames.DAEMON,
                    ObjectNames.CONTAINERS,
                    ObjectNames.EVENTS,
                    ObjectNames.container(Fixture.WEB))) {
                assertShown(fixture.server.getMBeanInfo(name));
            }
            MBeanInfo info = fixture.server.getMBeanInfo(ObjectNames.container(Fixture.WEB));
            MBeanOperationInfo kill = Arrays.stream(info.getOperations())
                    .filter(operation -> operation.getName().equals("kill"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("signal", kill.getSignature()[0].getName());
            assertEquals("TERM, SIGKILL, 9, RTMIN+3; empty means TERM", kill.getSignature()[0].getDescription());
            assertEquals(MBeanOperationInfo.ACTION, kill.getImpact());
        }
    }

    private static void assertShown(MBeanInfo info) {
        assertTrue(info.getDescription().endsWith("."), info.getDescription());
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            assertTrue(attribute.getDescription().contains(" "), attribute.toString());
            assertFalse(attribute.isWritable(), attribute.toString());
        }
        for (MBeanOperationInfo operation : info.getOperations()) {
            assertTrue(operation.getDescription().contains(" "), operation.toString());
            assertNotEquals(MBeanOperationInfo.UNKNOWN, operation.getImpact(), operation.toString());
            for (MBeanParameterInfo parameter : operation.getSignature()) {
                assertFalse(parameter.getName().matches("p[0-9]"), operation.toString());
                assertTrue(parameter.getDescription().contains(" "), operation + " " + parameter);
            }
        }
    }

    @Test
    void everyEventOfTheJournalIsADeclaredNotification() throws Exception {
        Set<String> ofContainers = Arrays.stream(EventType.values())
                .filter(type -> type != EventType.GAP)
                .map(type -> "io.caisson.container." + type.word())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = new TreeSet<>(ofContainers);
        all.add("io.caisson.journal.gap");
        try (Fixture fixture = Fixture.open()) {
            fixture.create(Fixture.WEB);
            assertEquals(all, declaredBy(fixture, ObjectNames.EVENTS));
            assertEquals(ofContainers, declaredBy(fixture, ObjectNames.container(Fixture.WEB)));
        }
    }

    private static Set<String> declaredBy(Fixture fixture, ObjectName name) throws Exception {
        return new TreeSet<>(
                List.of(fixture.server.getMBeanInfo(name).getNotifications()[0].getNotifTypes()));
    }
}
