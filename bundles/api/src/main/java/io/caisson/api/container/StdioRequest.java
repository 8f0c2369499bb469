package io.caisson.api.container;

/**
 * Standard streams of a process. With a terminal only {@code stdin} and {@code stdout} count, and
 * {@link StreamTarget.Server} is what they must be in this version.
 */
public record StdioRequest(StreamTarget stdin, StreamTarget stdout, StreamTarget stderr) {
    /** No input; output to the container's log and to whoever is attached. */
    public static final StdioRequest LOGGED =
            new StdioRequest(new StreamTarget.Null(), new StreamTarget.Server(), new StreamTarget.Server());

    /** Input from attached clients as well. */
    public static final StdioRequest INTERACTIVE =
            new StdioRequest(new StreamTarget.Server(), new StreamTarget.Server(), new StreamTarget.Server());
}
