package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the outside is to do because of a decision. */
public sealed interface Effect {

    /** Hand a task to the provider workers. */
    record IssueTask(Task task) implements Effect {}

    /** Have the account's watcher look at the instance now, and answer with this number. */
    record RequestObservation(
            InstanceId instanceId,
            String account,
            ProviderType providerType,
            long number,
            @Nullable String nativeId,
            String requestKey,
            Instant issuedAt)
            implements Effect {}

    /** Take the instance out of the topic of current states. */
    record ForgetInstance(InstanceId instanceId) implements Effect {}
}
