package io.caisson.spec.internal.upgrade;

import java.util.List;
import java.util.function.Consumer;

/**
 * The rules in their order. Those about shapes look at the document, not at its exact version: documents between two
 * releases (Docker wrote {@code 1.0.0-rc2-dev}) have either shape. A document of 1.0.0 or later keeps its shapes.
 */
public final class Upgrade {
    private static final List<Consumer<Draft>> BEFORE_1 = List.of(
            SplitDocument::renameMountPaths,
            TopLevelRules::dropOtherPlatforms,
            ProcessRules::moveFromLinux,
            ProcessRules::fillWorkingDirectory,
            ProcessRules::splitCapabilities,
            ResourceRules::moveOutOfResources,
            ResourceRules::renameBlockIo,
            ResourceRules::numberClassId,
            DeviceRules::nameTypes,
            SeccompRules::listNames);

    private static final List<Consumer<Draft>> ALWAYS = List.of(
            ProcessRules::fillUser,
            ProcessRules::dropEmptyConsole,
            ProcessRules::limitAmbient,
            ResourceRules::signUnlimited,
            ResourceRules::dropUnlimitedQuota,
            ResourceRules::dropKernelMemory,
            ResourceRules::dropEmptyPids,
            DeviceRules::fillAccess,
            TopLevelRules::dropEmpty,
            MountRules::makeDestinationsAbsolute,
            MountRules::cleanBindOptions,
            TopLevelRules::maskAsBefore,
            TopLevelRules::writeVersion);

    private Upgrade() {}

    /** Rewrites the document in place. */
    public static void apply(Draft draft) {
        Nulls.drop(draft.config());
        if (draft.isBefore1()) {
            BEFORE_1.forEach(rule -> rule.accept(draft));
        }
        ALWAYS.forEach(rule -> rule.accept(draft));
    }
}
