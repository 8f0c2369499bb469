package io.caisson.api.cgroup;

import io.caisson.api.time.Deadline;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The cgroups of containers in all hierarchies of the host (v1, v2, hybrid). Safe for many threads. */
@ProviderType
public interface Cgroups {
    /**
     * {@return host pids in a cgroup and below it, in any hierarchy; empty when the cgroup is gone}
     *
     * @param cgroupsPath as in {@code linux.cgroupsPath}, absolute
     */
    Set<Long> pids(String cgroupsPath);

    /**
     * {@return whether a process is in a cgroup or below it} Looks at one hierarchy that has the cgroup, so a process that was
     * moved in that one alone is not seen; {@link #remove} sees it.
     *
     * @param cgroupsPath absolute
     */
    boolean isPopulated(String cgroupsPath);

    /**
     * {@return names of the cgroups directly below one, in any hierarchy, that have processes in them or below}
     *
     * @param cgroupsPath absolute
     */
    Set<String> populatedChildren(String cgroupsPath);

    /**
     * Kills what is left in a cgroup and removes it and those below it, in every hierarchy. Does nothing where it is gone.
     * Never touches a hierarchy's root.
     *
     * @throws io.caisson.api.error.CaissonException DEADLINE_EXCEEDED {@code cgroup.busy} naming the cgroup that stays
     */
    void remove(String cgroupsPath, Deadline deadline);

    /** Removes a cgroup in every hierarchy where it has neither processes nor children. */
    void removeIfEmpty(String cgroupsPath);
}
