package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work for a provider worker.
 *
 * @param taskId the command's id and the instance's: the same for every attempt
 * @param attempt 1, 2, 3 …
 * @param commandIssuedAt by the publisher's clock, as what is sealed in the command is bound to it; null in a task of a
 *     release that did not tell it
 * @param requestKey derived from the create: what makes it idempotent at the provider, and finds it there
 * @param notAfter a side effect must not begin later
 */
public record Task(
        String taskId,
        int attempt,
        InstanceId instanceId,
        CommandId commandId,
        @Nullable Instant commandIssuedAt,
        String account,
        ProviderType providerType,
        String requestKey,
        Instant issuedAt,
        Instant notAfter,
        Body body) {

    /** Of a command whose time is not told. */
    public Task(
            String taskId,
            int attempt,
            InstanceId instanceId,
            CommandId commandId,
            String account,
            ProviderType providerType,
            String requestKey,
            Instant issuedAt,
            Instant notAfter,
            Body body) {
        this(taskId, attempt, instanceId, commandId, null, account, providerType, requestKey, issuedAt, notAfter, body);
    }

    /** What is to be done. */
    public sealed interface Body {}

    /**
     * Submit a create.
     *
     * @param nativeId where the instance was seen to be there: no further one is made, and a create that ended halfway
     *     is gone on with
     */
    public record Create(
            Command.CreateInstance spec, @Nullable String nativeId) implements Body {

        /** Of what is not known to be there. */
        public Create(Command.CreateInstance spec) {
            this(spec, null);
        }
    }

    /** Submit an action on an instance that the provider knows. */
    public record Act(Action action, boolean force, String nativeId) implements Body {}

    /**
     * Destroy a second machine of an instance, which no command names: only if the provider says that it carries the
     * request key.
     *
     * @param kept the machine that the instance is: it must carry the request key too, or neither is touched; null where
     *     the instance is finished
     */
    public record DestroyStray(String nativeId, @Nullable String kept) implements Body {}

    /** Run a command over SSH, with what is known of the instance. */
    public record Run(Command.RunOnInstance run, InstanceDetails details) implements Body {}
}
