package io.instancebus.command.topology;

import io.instancebus.domain.ProviderType;
import java.util.Optional;

/** Knows which provider types have a topic of tasks. Thread-safe. */
@FunctionalInterface
public interface TaskTopics {
    /** Why tasks of this type cannot be issued; empty if they can. */
    Optional<String> whyMissing(ProviderType type);
}
