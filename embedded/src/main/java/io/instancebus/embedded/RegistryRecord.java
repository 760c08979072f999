package io.instancebus.embedded;

import org.jspecify.annotations.Nullable;

/** What the registry writes to its topic; whoever applies all of them in order knows what the registry knows. */
sealed interface RegistryRecord {

    /** A schema was registered, or its deletion was noted. */
    record Version(SchemaVersion version) implements RegistryRecord {}

    /**
     * A compatibility level was chosen.
     *
     * @param subject null for all subjects that have none of their own
     */
    record Level(@Nullable String subject, CompatibilityLevel level) implements RegistryRecord {}
}
