package io.instancebus.command.topology;

import io.instancebus.domain.ProviderType;
import java.util.Optional;

/** Knows which provider types have a topic of tasks. For any number of threads. */
@FunctionalInterface
public interface TaskTopics {
    /** Why a task of this type cannot be handed out; empty where it can. */
    Optional<String> whyMissing(ProviderType type);
}
