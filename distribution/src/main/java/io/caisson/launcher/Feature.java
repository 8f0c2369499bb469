package io.caisson.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the launcher takes from one feature file.
 *
 * @param id {@code group:artifact:type:classifier:version}
 * @param frameworkProperties of the extension {@code framework-launching-properties}; empty if there is none
 * @param ready of the extension {@code io.caisson.ready}: what people call a service → its filter; empty if none
 */
record Feature(
        String id, List<FeatureBundle> bundles, Map<String, String> frameworkProperties, Map<String, String> ready) {

    Feature {
        bundles = List.copyOf(bundles);
        frameworkProperties = Map.copyOf(frameworkProperties);
        ready = Map.copyOf(ready);
    }

    /**
     * An OSGi bundle of a feature.
     *
     * @param id {@code group:artifact:version}
     * @param startLevel 1 or more
     */
    record FeatureBundle(String id, int startLevel) {
        /** {@return where its jar lies in a repository of Maven layout} */
        Path in(Path repository) {
            String[] id = this.id.split(":");
            return repository
                    .resolve(id[0].replace('.', '/'))
                    .resolve(id[1])
                    .resolve(id[2])
                    .resolve(id[1] + "-" + id[2] + ".jar");
        }
    }
}
