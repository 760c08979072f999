package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order of the decider to a provider worker.
 *
 * @param taskId the ids of instance and command; the same for every attempt
 * @param attempt 1, 2, 3 …
 * @param commandIssuedAt by the publisher's clock; sealed texts in the command are bound to it. Null in a task of a
 *     release that did not send it
 * @param requestKey a key derived from the create, which makes it idempotent at the provider and finds its machine
 *     there
 * @param notAfter the latest time at which a side effect may begin
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

    /** A task without the time of its command. */
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

    /** The kind of work with its parameters. */
    public sealed interface Body {}

    /**
     * Submit a create.
     *
     * @param nativeId the machine that an observation found, or null; with it, the worker creates no other, and
     *     continues a create that stopped halfway
     */
    public record Create(
            Command.CreateInstance spec, @Nullable String nativeId) implements Body {

        /** A create without a known machine. */
        public Create(Command.CreateInstance spec) {
            this(spec, null);
        }
    }

    /** Submit an action on a machine that the provider has. */
    public record Act(Action action, boolean force, String nativeId) implements Body {}

    /**
     * Destroy a second machine of an instance, which no command names, only if the provider confirms that it carries
     * the request key.
     *
     * @param kept the machine of the instance: unless it carries the request key too, neither is touched. Null if the
     *     instance is finished
     */
    public record DestroyStray(String nativeId, @Nullable String kept) implements Body {}

    /** Run a command over SSH, with the known details of the instance. */
    public record Run(Command.RunOnInstance run, InstanceDetails details) implements Body {}
}
