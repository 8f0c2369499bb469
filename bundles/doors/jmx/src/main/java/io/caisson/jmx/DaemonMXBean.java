package io.caisson.jmx;

import io.caisson.jmx.Operation.Impact;

/** {@code io.caisson:type=Daemon}: the server itself. */
@Description("The server: who it is, how it is, and how many containers it has.")
public interface DaemonMXBean {
    @Description("Version of the server.")
    String getVersion();

    @Description("Another one after each start of the server: tells a restart from a pause.")
    String getInstanceId();

    @Description("Name of the host; empty when not known.")
    String getHostName();

    @Description("When the server was started, ISO-8601.")
    String getStartTime();

    @Description("When the server was started, milliseconds since 1970.")
    long getStartTimeMillis();

    @Description("Seconds since then.")
    long getUptimeSeconds();

    @Description("READY, or RESTORING n/m while n of m containers of an earlier run are taken up.")
    String getState();

    @Description("OK, WARN or CRIT, for monitoring.")
    String getHealthStatus();

    @Description("Why it is not OK; empty when it is.")
    String getHealthText();

    @Description("Number of containers; -1 when not known.")
    int getContainersTotal();

    @Description("Containers that wait for start; -1 when not known.")
    int getContainersCreated();

    @Description("Containers that run; -1 when not known.")
    int getContainersRunning();

    @Description("Containers that are frozen; -1 when not known.")
    int getContainersPaused();

    @Description("Containers that have ended and are not deleted; -1 when not known.")
    int getContainersStopped();

    @Description("Containers whose record is broken; -1 when not known.")
    int getContainersUnknown();

    @Description("Processes that run in containers as the server started them: inits and execs; -1 when not known.")
    int getProcessesRunning();

    @Description("Shims that run; -1 when not known.")
    int getShimsAlive();

    @Description("Directory of volatile state.")
    String getStateDir();

    @Description("Directory of what survives a reboot.")
    String getRootDir();

    @Description("Directory of logs.")
    String getLogDir();

    @Description("OCI runtime of containers that name none.")
    String getDefaultRuntime();

    @Description("Containers that the server still has to look at after its start; 0 when all are restored.")
    int getRestoring();

    @Description("OK, or DEGRADED when the journal takes no events: they wait in the records of their containers.")
    String getJournalState();

    @Description("Why the journal takes no events; empty when it does.")
    String getJournalDegradedReason();

    @Operation(value = "Name and version of the server in one line.", impact = Impact.INFO)
    String version();

    @Operation(value = "The server and all containers as text.", impact = Impact.INFO)
    String showState();
}
