package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An effect of a decision, as data for others to perform. */
public sealed interface Effect {

    /** Hand a task to the provider workers. */
    record IssueTask(Task task) implements Effect {}

    /** Request the account's watcher to observe the instance now, and to answer with this number. */
    record RequestObservation(
            InstanceId instanceId,
            String account,
            ProviderType providerType,
            long number,
            @Nullable String nativeId,
            String requestKey,
            Instant issuedAt)
            implements Effect {}

    /** Remove the instance from the topic of current states. */
    record ForgetInstance(InstanceId instanceId) implements Effect {}
}
