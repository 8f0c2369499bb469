package io.caisson.jmx;

import io.caisson.jmx.Operation.Impact;
import java.util.List;

/** {@code io.caisson:type=Container,id=ID}: one container, from its creation until it is deleted. */
@Description("One container: its state, its numbers and what can be done with it. Stays after its exit until deleted.")
@Emits(
        value = {
            "io.caisson.container.created",
            "io.caisson.container.started",
            "io.caisson.container.exec-started",
            "io.caisson.container.exec-exited",
            "io.caisson.container.paused",
            "io.caisson.container.resumed",
            "io.caisson.container.exited",
            "io.caisson.container.deleted"
        },
        description = "What happened to this container. The sequence number is the journal's; the message says all.")
public interface ContainerMXBean {
    @Description("Id of the container.")
    String getId();

    @Description("CREATING, CREATED, RUNNING, PAUSED, STOPPED; UNKNOWN when its record is broken; DELETED when gone.")
    String getState();

    @Description("Number of this incarnation; ids are used again, births never.")
    long getBirth();

    @Description("Host pid of the container's first process; -1 when there is none.")
    long getPid();

    @Description("Host pid of the shim that keeps its streams and exit status; -1 when there is none.")
    long getShimPid();

    @Description("The OCI bundle it was created from.")
    String getOciBundle();

    @Description("Name or path of its OCI runtime.")
    String getRuntime();

    @Description("ociVersion of its config.json as the caller wrote it; empty if it had none.")
    String getSpecVersion();

    @Description("Labels given at creation.")
    List<String> getLabels();

    @Description("Command line of the container's first process.")
    List<String> getArgs();

    @Description("Whether it is deleted when it has ended.")
    boolean isAutoRemove();

    @Description("What happens after its exit: no, on-failure, on-failure:N, always or unless-stopped.")
    String getRestartPolicy();

    @Description("Restarts by its policy since it was created or started by a user; -1 when not known.")
    int getRestartCount();

    @Description("When its policy starts it again, ISO-8601; empty unless it has ended and waits for that.")
    String getNextRestart();

    @Description("Why the last attempt to start it again failed; empty if it did not fail.")
    String getLastRestartError();

    @Description("Whether it was stopped explicitly: its policy rests until it is started explicitly.")
    boolean isStoppedByUser();

    @Description("When it was created, ISO-8601; empty when not known.")
    String getCreated();

    @Description("When it was created, milliseconds since 1970; -1 when not known.")
    long getCreatedMillis();

    @Description("When it was started, ISO-8601; empty before.")
    String getStarted();

    @Description("When it was started, milliseconds since 1970; -1 before.")
    long getStartedMillis();

    @Description("When it ended, ISO-8601; empty before.")
    String getFinished();

    @Description("When it ended, milliseconds since 1970; -1 before.")
    long getFinishedMillis();

    @Description("Seconds since it was started; -1 when it does not run.")
    long getUptimeSeconds();

    @Description("Exit status, 0 to 255, 128 + signal when killed by one; -1 while it runs.")
    int getExitStatus();

    @Description(
            "exited, signal, forced when stop needed SIGKILL, reboot when the host was booted again, unknown when the"
                    + " status was lost; empty while it runs.")
    String getExitReason();

    @Description("Its processes: init and execs that run.")
    List<ProcessRow> getProcesses();

    @Description("CPU time used since it began, nanoseconds; -1 when not known.")
    long getCpuUsageNanosTotal();

    @Description("CPU use between the last two readings, percent of one CPU; -1 when not known.")
    double getCpuPercent();

    @Description("Memory in use, bytes; -1 when not known.")
    long getMemoryUsageBytes();

    @Description("Most memory ever in use, bytes; -1 when the kernel does not tell.")
    long getMemoryPeakBytes();

    @Description("Memory limit, bytes; -1 when there is none.")
    long getMemoryLimitBytes();

    @Description("Tasks in the container, threads included; -1 when not known.")
    long getPidsCurrent();

    @Description("Most tasks it may have; -1 when there is no limit.")
    long getPidsLimit();

    @Description("Age of the CPU, memory and pids numbers, milliseconds; -1 when there are none.")
    long getStatsAgeMillis();

    @Description("File its output goes to; empty when it goes to the caller's own files.")
    String getLogFile();

    @Description("Size of that file; -1 when there is none.")
    long getLogBytes();

    @Description("Bytes of its output that could not be logged, since the server took its log up; -1 when not known.")
    long getLogDroppedBytes();

    @Description("Its cgroup below each hierarchy's mount point.")
    String getCgroupsPath();

    @Description("Sequence number of the last event about it.")
    long getLastEventSeq();

    @Operation(value = "Its state in one line.", impact = Impact.INFO)
    String state();

    @Operation(value = "Its state as a JSON document in the shape of OCI's.", impact = Impact.INFO)
    String showState();

    @Operation(
            value = "The config.json its runtime was given; values of environment variables are masked.",
            impact = Impact.INFO)
    String showSpec();

    @Operation(value = "Its processes as text, with all host pids in the container.", impact = Impact.INFO)
    String listProcesses();

    @Operation(value = "The end of its log, at most 256 KiB.", impact = Impact.INFO)
    String logs(@Description("Number of lines; 0 means 100") int lines);

    @Operation(
            value = "Lets a created container run, or a stopped one that has a restart policy run again.",
            impact = Impact.ACTION)
    String start();

    @Operation(
            value = "Sends SIGTERM, waits, then SIGKILL; returns when it has ended. Its processes are gone after that.",
            impact = Impact.ACTION)
    String stop(
            @Description("Wait before SIGKILL: 10s, 500ms or plain seconds, at most 60s; empty means 10s")
                    String timeout);

    @Operation(value = "Sends a signal to its first process, and does not wait for the effect.", impact = Impact.ACTION)
    String kill(@Description("TERM, SIGKILL, 9, RTMIN+3; empty means TERM") String signal);

    @Operation(value = "Sends a signal to every process in it.", impact = Impact.ACTION)
    String killAll(@Description("TERM, SIGKILL, 9, RTMIN+3; empty means TERM") String signal);

    @Operation(value = "Sends a signal to one of its processes.", impact = Impact.ACTION)
    String killProcess(
            @Description("Id of the process, from the Processes table; empty means init") String processId,
            @Description("TERM, SIGKILL, 9, RTMIN+3; empty means TERM") String signal);

    @Operation(value = "Changes what happens after its next exit.", impact = Impact.ACTION)
    String updateRestartPolicy(@Description("no, on-failure, on-failure:N, always or unless-stopped") String policy);

    @Operation(value = "Freezes all its processes.", impact = Impact.ACTION)
    String pause();

    @Operation(value = "Lets a paused container run on.", impact = Impact.ACTION)
    String resume();

    @Operation(value = "Removes a stopped or created container and its log.", impact = Impact.ACTION)
    String delete();

    @Operation(value = "Kills it if it runs, then removes it and its log.", impact = Impact.ACTION)
    String deleteForce();

    @Operation(
            value = "Runs a command in it without input and returns its status and output, at most 1 MiB of it, and"
                    + " then truncated=true; after 60 s the command is killed. Root on the host.",
            impact = Impact.ACTION)
    String exec(
            @Description("Command line: a JSON array such as [\"sh\",\"-c\",\"id\"], or words as in a shell;"
                            + " \\u0020 stands for a space")
                    String argsJson);
}
