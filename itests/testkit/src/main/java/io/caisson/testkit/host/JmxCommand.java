package io.caisson.testkit.host;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * {@link JmxClient} as a process: for a server whose loopback is not ours. Arguments: the service URL, then {@code get
 * BEAN ATTRIBUTE} or {@code invoke BEAN OPERATION [VALUE...]}, values being strings; prints the answer.
 */
public final class JmxCommand {
    private JmxCommand() {}

    /** {@return a command line to which the arguments after the URL are added} */
    public static List<String> commandLine(String url) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-cp", System.getProperty("java.class.path"), JmxCommand.class.getName(), url);
    }

    /** @param args as above */
    public static void main(String[] args) throws Exception {
        try (JmxClient jmx = JmxClient.of(JMXConnectorFactory.connect(new JMXServiceURL(args[0])))) {
            Object answer = switch (args[1]) {
                case "get" -> jmx.get(args[2], args[3]);
                case "invoke" -> jmx.invoke(args[2], args[3], (Object[]) Arrays.copyOfRange(args, 4, args.length));
                default -> throw new IllegalArgumentException(args[1]);
            };
            System.out.println(answer);
        }
    }
}
