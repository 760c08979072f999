package io.instancebus.worker.guard;

import static io.instancebus.domain.FailureCategory.INTERNAL;

import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Calls an adapter, each time on a thread of its own with the adapter's class loader as the context class loader:
 * jclouds, Guice and ServiceLoader look there. A call that takes too long is given up, and whatever an adapter throws is
 * a {@link ProviderFailure}. Thread-safe.
 */
final class AdapterCalls {
    /** While so many calls that were given up still run, no other is made: each holds a thread and its memory. */
    static final int MOST_OVERDUE = 16;

    private static final Logger log = LoggerFactory.getLogger(AdapterCalls.class);

    /**
     * Platform threads, because the system shares the processors between them: a few adapters that compute without end would
     * hold all carriers of virtual threads. They are reused, because each costs more than most calls.
     */
    private static final Executor THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("adapter-", 0).factory());

    private final String owner;
    private final ClassLoader loader;
    private final boolean loading;
    /** The calls that were given up and may still run. */
    private final Set<Call<?>> overdue = ConcurrentHashMap.newKeySet();

    /**
     * @param owner the account or the adapter, for the log
     * @param loader the adapter's class loader
     */
    AdapterCalls(String owner, ClassLoader loader) {
        this(owner, loader, false);
    }

    private AdapterCalls(String owner, ClassLoader loader, boolean loading) {
        this.owner = owner;
        this.loader = loader;
        this.loading = loading;
    }

    /**
     * Calls that load an adapter: their failures name the place of a bug, because the author is the one who reads them. The
     * log has the rest of the stack as a warning; the error is that the adapter cannot be used.
     */
    static AdapterCalls toLoad(String adapter, ClassLoader loader) {
        return new AdapterCalls(adapter, loader, true);
    }

    /**
     * Asks something that has no effect.
     *
     * @throws ProviderFailure of the adapter; RETRYABLE if it did not answer in time; INTERNAL with an {@link
     *     AdapterBug} if it has a bug
     */
    <T> T ask(String operation, Duration longest, Callable<T> question) throws ProviderFailure {
        try {
            return make(operation, longest, question, late -> ProviderFailure.unreachable(late, null));
        } catch (ExecutionException e) {
            throw asked(operation, e);
        }
    }

    /**
     * Asks for a change.
     *
     * @throws ProviderFailure of the adapter; of unknown outcome if the adapter did not answer in time or has a bug
     */
    <T> T change(String operation, Duration longest, Callable<T> change) throws ProviderFailure {
        try {
            return make(operation, longest, change, late -> ProviderFailure.outcomeUnknown(late, null));
        } catch (ExecutionException e) {
            throw failure(operation, e, bug -> ProviderFailure.outcomeUnknown(words(bug), bug));
        }
    }

    /**
     * Does something whose failure has no consequence but a line in the log, also on an interrupted thread and beside any
     * number of calls that were given up: a close may end them.
     */
    void attempt(String operation, Duration longest, Runnable attempt) {
        boolean interrupted = Thread.interrupted();
        try {
            boolean ignored = await(
                    operation,
                    longest,
                    () -> {
                        attempt.run();
                        return true;
                    },
                    late -> ProviderFailure.unreachable(late, null));
        } catch (ExecutionException e) {
            logFailed(operation, asked(operation, e));
        } catch (ProviderFailure e) {
            logFailed(operation, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void logFailed(String operation, ProviderFailure failure) {
        log.atWarn()
                .addKeyValue("owner", owner)
                .addKeyValue("operation", operation)
                .addKeyValue("problem", failure.getMessage())
                .log("A call of an adapter failed");
    }

    /**
     * Makes a call, unless too many that were given up still run.
     *
     * @param late the failure of a call that does not end in time
     * @throws ExecutionException with what the call threw
     * @throws ProviderFailure if the call does not end in time, or is not made
     */
    <T> T make(String operation, Duration longest, Callable<T> callable, Function<String, ProviderFailure> late)
            throws ProviderFailure, ExecutionException {
        overdue.removeIf(call -> !call.running());
        if (overdue.size() >= MOST_OVERDUE) {
            throw ProviderFailure.unreachable(
                    overdue.size() + " calls of the provider's adapter have not ended; no other is made until one does",
                    null);
        }
        return await(operation, longest, callable, late);
    }

    private <T> T await(
            String operation, Duration longest, Callable<T> callable, Function<String, ProviderFailure> late)
            throws ProviderFailure, ExecutionException {
        Call<T> call = Call.on(THREADS, () -> inContext(callable));
        try {
            return call.within(longest).orElseThrow(() -> {
                overdue.add(call);
                return late.apply("the provider's adapter did not answer to " + operation + " within "
                        + longest.toSeconds() + " s");
            });
        } catch (InterruptedException e) {
            overdue.add(call);
            Thread.currentThread().interrupt();
            throw late.apply("the call was interrupted");
        } finally {
            call.giveUp();
        }
    }

    /** What a question threw, as a failure. */
    ProviderFailure asked(String operation, ExecutionException failed) {
        return failure(operation, failed, bug -> ProviderFailure.of(INTERNAL, null, words(bug), bug))
                .asQuestion();
    }

    private <T> T inContext(Callable<T> callable) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return callable.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ProviderFailure failure(
            String operation, ExecutionException failed, Function<AdapterBug, ProviderFailure> ofBug) {
        Throwable thrown = Bug.unwrapped(Objects.requireNonNullElse(failed.getCause(), failed));
        if (thrown instanceof ProviderFailure failure) {
            return failure;
        }
        log.atLevel(loading ? Level.WARN : Level.ERROR)
                .addKeyValue("owner", owner)
                .addKeyValue("operation", operation)
                .addKeyValue("bug", Bug.of(thrown))
                .log("A provider's adapter failed with a bug");
        return ofBug.apply(thrown instanceof AdapterBug bug ? bug : bug(thrown));
    }

    private AdapterBug bug(Throwable thrown) {
        String place = loading ? Bug.place(thrown).map(at -> ", at " + at).orElse("") : "";
        return new AdapterBug(
                "a bug in the provider's adapter (" + Bug.name(thrown) + place + "); the workers' log says more");
    }

    private static String words(AdapterBug bug) {
        return String.valueOf(bug.getMessage());
    }
}
