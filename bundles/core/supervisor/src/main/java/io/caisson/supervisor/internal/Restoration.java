package io.caisson.supervisor.internal;

import io.caisson.api.container.ContainerId;
import io.caisson.api.container.RestoreProgress;
import io.caisson.api.error.CaissonException;
import io.caisson.api.failpoint.FailPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what an earlier server left and takes it up, side by side, while the server serves already. Changes of what is not
 * looked at yet wait in {@link ContainerTable}.
 */
final class Restoration {
    private static final Logger log = LoggerFactory.getLogger(Restoration.class);
    private static final Duration RESERVE_PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Collaborators with;
    private final ContainerTable table;
    private final String cgroupsParent;
    private final Vanished vanished;
    private final RestoreCount count = new RestoreCount();
    private final RestorePool pool;

    Restoration(Collaborators with, ContainerTable table, String cgroupsParent, Vanished vanished) {
        this.with = with;
        this.table = table;
        this.cgroupsParent = cgroupsParent;
        this.vanished = vanished;
        this.pool = new RestorePool(with.scheduler());
    }

    RestoreProgress progress() {
        return count.progress();
    }

    /** Returns at once. */
    void begin() {
        pool.begin(this::fillReserve);
        pool.begin(this::list);
    }

    /** What is taken up stays, what is not is left to the next server. */
    void end() {
        pool.close();
    }

    private void fillReserve() {
        with.files().reserve().fill(with.files());
        pool.later(RESERVE_PAUSE, () -> pool.begin(this::fillReserve));
    }

    private void list() {
        vanished.putBackAll();
        List<Path> directories;
        try (Stream<Path> children = Files.list(with.stateDir())) {
            directories = children.filter(Files::isDirectory)
                    .filter(Restoration::isContainers)
                    .toList();
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("directory", with.stateDir())
                    .setCause(e)
                    .log("the state directory cannot be read, it is tried again");
            pool.later(PAUSE, () -> pool.begin(this::list));
            return;
        }
        List<RestoreTask> tasks = directories.stream()
                .map(directory -> new RestoreTask(with, table, pool, count, directory))
                .toList();
        Set<ContainerId> ids =
                tasks.stream().flatMap(task -> task.id().stream()).collect(Collectors.toSet());
        listLost(ids);
        FailPoints.hit("recovery.listed");
        count.listed(tasks.size());
        table.listed(ids);
        tasks.forEach(RestoreTask::begin);
    }

    private static boolean isContainers(Path directory) {
        return StateDirectory.isTomb(directory)
                || !directory.getFileName().toString().startsWith(".");
    }

    /** Containers that run though their state directory was deleted are told by their cgroups. */
    private void listLost(Set<ContainerId> known) {
        try {
            for (String name : with.cgroups().populatedChildren(cgroupsParent)) {
                ContainerId id = new ContainerId(name);
                if (!known.contains(id)) {
                    log.atWarn().addKeyValue("container", id).log("a container runs whose state directory is gone");
                    table.put(Quarantine.lost(with, id));
                }
            }
        } catch (CaissonException e) { // of no name of ours, or of no cgroups at all
            log.atWarn().addKeyValue("cgroup", cgroupsParent).setCause(e).log("cgroups are not looked through");
        }
    }
}
