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
 * An API of jclouds, opened at its first use (about 200 ms) and kept open. Requests are sent on the caller's thread.
 * Thread-safe.
 *
 * @param <A> the type of the API, such as AWSEC2Api, NovaApi or DockerApi
 */
public final class Cloud<A extends Closeable> implements AutoCloseable {
    private final Supplier<A> opener;
    private final Duration timeout;
    private final Failures failures;
    private @Nullable A api;

    /** Converts an error response, or another exception of a call, to a failure. */
    @FunctionalInterface
    public interface Failures {
        /**
         * @param call the call, such as RunInstances
         * @param e the exception of jclouds; never a missing answer
         */
        ProviderFailure of(String call, RuntimeException e);
    }

    /**
     * @param opener creates the API with a builder that {@link #prepared}; sends no request
     * @param timeout the time-out of a call over all its exchanges. It starts when the API is open, because on a busy
     *     machine the first opening may take longer than the time-out
     */
    public Cloud(Supplier<A> opener, Duration timeout, Failures failures) {
        this.opener = opener;
        this.timeout = timeout;
        this.failures = failures;
    }

    /** Configures the builder to send through the transport, once, and to log nothing. */
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
     * @param name the provider's call, for messages
     * @throws ProviderFailure if no answer came (unreachable, or of unknown outcome), or as {@link Failures} decides
     */
    public <T> T call(String name, Function<A, T> call) throws ProviderFailure {
        return call(name, timeout, call);
    }

    /** The same, with the remaining time of a piece of work as the time-out; fails if it is not positive. */
    public <T> T call(String name, Duration left, Function<A, T> call) throws ProviderFailure {
        try {
            // Opens the API before the deadline starts: on a busy machine that may take as long as a call may.
            A opened = api();
            return ScopedValue.where(CallDeadline.AT, Deadline.in(left)).call(() -> call.apply(opened));
        } catch (RuntimeException e) {
            if (caused(e, AuthorizationException.class)) {
                // jclouds remembers a refused login in the context, and would not log in again.
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
        // Not closed, because other threads may be in a call. The context holds no connection and no thread of its own.
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
