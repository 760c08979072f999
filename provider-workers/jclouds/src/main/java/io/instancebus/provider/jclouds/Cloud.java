package io.instancebus.provider.jclouds;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.inject.Module;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.http.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jclouds.ContextBuilder;
import org.jclouds.concurrent.config.ExecutorServiceModule;
import org.jclouds.rest.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * An API of jclouds, opened at its first use (about 200 ms) and kept. Calls go out on the caller's thread. Safe for
 * many threads.
 *
 * @param <A> for example AWSEC2Api, NovaApi, DockerApi
 */
public final class Cloud<A extends Closeable> implements AutoCloseable {
    private final Supplier<A> opener;
    private final Duration timeout;
    private final Failures failures;
    private @Nullable A api;

    /** What an answer that is an error means, and what a failed call was about. */
    @FunctionalInterface
    public interface Failures {
        /**
         * @param call for example RunInstances
         * @param e what jclouds threw: not that no answer came
         */
        ProviderFailure of(String call, RuntimeException e);
    }

    /**
     * @param opener builds the API with a builder that {@link #prepared}; asks nobody
     * @param timeout in which a call has been answered, however many exchanges it takes; from when the API is open, which
     *     may take a busy machine longer than that the first time
     */
    public Cloud(Supplier<A> opener, Duration timeout, Failures failures) {
        this.opener = opener;
        this.timeout = timeout;
        this.failures = failures;
    }

    /** The builder, made to send through the transport, once, and to log nothing. */
    public static ContextBuilder prepared(
            ContextBuilder builder, Transport transport, Endpoints endpoints, Renewal renewal, Module... more) {
        Properties overrides = new Properties();
        overrides.setProperty("jclouds.max-retries", "0");
        List<Module> modules = new ArrayList<>(List.of(more));
        modules.add(new ExchangeModule(transport, endpoints, renewal));
        modules.add(new Silence());
        modules.add(new ExecutorServiceModule(MoreExecutors.newDirectExecutorService()));
        return builder.overrides(overrides).modules(modules);
    }

    /**
     * Calls the API.
     *
     * @param name of the provider's call, for messages
     * @throws ProviderFailure unreachable or of unknown outcome if no answer came; else what {@link Failures} says
     */
    public <T> T call(String name, Function<A, T> call) throws ProviderFailure {
        return call(name, timeout, call);
    }

    /** The same, with what is left of a piece of work's time for its time-out: none is left once it is not positive. */
    public <T> T call(String name, Duration left, Function<A, T> call) throws ProviderFailure {
        try {
            // First: on a busy machine opening it may take as long as a call may.
            A opened = api();
            return ScopedValue.where(CallDeadline.AT, Deadline.in(left)).call(() -> call.apply(opened));
        } catch (RuntimeException e) {
            if (caused(e, AuthorizationException.class)) {
                // jclouds remembers within the context that it was refused, and would not ask again.
                forget();
            }
            Unanswered unanswered = unanswered(e);
            if (unanswered == null) {
                throw failures.of(name, e);
            }
            if (unanswered.distrusted()) {
                throw ProviderFailure.distrusted(name + " could not be sent: " + unanswered.getMessage());
            }
            throw unanswered.sent()
                    ? ProviderFailure.outcomeUnknown("no answer to " + name + ": " + unanswered.getMessage(), null)
                    : ProviderFailure.unreachable(name + " could not be sent: " + unanswered.getMessage(), null);
        }
    }

    private static @Nullable Unanswered unanswered(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof Unanswered unanswered) {
                return unanswered;
            }
        }
        return null;
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    private synchronized A api() {
        A opened = api;
        if (opened == null) {
            opened = opener.get();
            api = opened;
        }
        return opened;
    }

    private synchronized void forget() {
        // Not closed: others may be in a call. It holds no connection and no thread of its own.
        api = null;
    }

    @Override
    public synchronized void close() {
        A opened = api;
        api = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
