package io.instancebus.provider.openstack;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.jclouds.Cloud;
import java.io.Closeable;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls Nova or Glance with the account's token. A call that is refused because the token has expired, which has no
 * effect, is repeated with a new token; nothing else is repeated.
 *
 * @param <A> NovaApi or GlanceApi
 */
final class Session<A extends Closeable> {
    private final Cloud<A> service;
    private final Tokens tokens;

    Session(Cloud<A> service, Tokens tokens) {
        this.service = service;
        this.tokens = tokens;
    }

    /** The failure of an unreadable answer: the call may have been carried out. */
    static ProviderFailure unreadable(String call, RuntimeException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof Unreadable strange) {
                return ProviderFailure.unreadable("the answer to " + call + " cannot be read: " + strange.getMessage());
            }
        }
        // The exception's message is not shown: it may contain the request.
        return ProviderFailure.unreadable(
                "the answer to " + call + " cannot be read: " + e.getClass().getSimpleName());
    }

    /** A call without an effect. */
    <T> T read(String name, Deadline deadline, Function<A, T> call) throws ProviderFailure {
        try {
            return answered(name, deadline, call).orElseThrow();
        } catch (Refused e) {
            throw Failures.ofRead(name, e);
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    /**
     * The elements of all pages of a list.
     *
     * @param name the name of the list in an answer
     * @param most the number of elements after which no further page is requested
     * @param ask requests the page after a marker, which is null for the first page
     */
    Page.All all(String name, int most, Deadline deadline, BiFunction<A, @Nullable String, String> ask)
            throws ProviderFailure {
        String call = "list " + name;
        try {
            return Page.<ProviderFailure>all(
                    most, marker -> read(call, deadline, api -> Page.of(ask.apply(api, marker), name)));
        } catch (Unreadable e) {
            throw unreadable(call, e).asQuestion();
        }
    }

    /** An observation at an object that may not exist; empty if Nova itself reports that it does not. */
    <T> Optional<T> find(String name, Deadline deadline, Function<A, T> call) throws ProviderFailure {
        try {
            return Optional.of(answered(name, deadline, call).orElseThrow());
        } catch (Refused e) {
            if (e.saysNotFound()) {
                return Optional.empty();
            }
            throw Failures.ofRead(name, e);
        } catch (ProviderFailure e) {
            throw e.asQuestion();
        }
    }

    /** A call that changes something. */
    <T> T change(String name, Deadline deadline, Function<A, T> call) throws ProviderFailure {
        try {
            return answered(name, deadline, call).orElseThrow();
        } catch (Refused e) {
            throw Failures.ofChange(name, e);
        }
    }

    /** A call that changes something. Returns Nova's refusal if the server's state does not allow the call. */
    Optional<ProviderFailure> attempt(String name, Deadline deadline, Consumer<A> call) throws ProviderFailure {
        try {
            change(name, deadline, api -> {
                call.accept(api);
                return name;
            });
            return Optional.empty();
        } catch (ProviderFailure e) {
            if (e.failure().category() == FailureCategory.CONFLICT) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    private <T> Answered<T> answered(String name, Deadline deadline, Function<A, T> call) throws ProviderFailure {
        String token = tokens.get(deadline);
        Answered<T> answered = once(name, deadline, call);
        if (!answered.unauthorized()) {
            return answered;
        }
        tokens.insteadOf(token, deadline);
        return once(name, deadline, call);
    }

    private <T> Answered<T> once(String name, Deadline deadline, Function<A, T> call) throws ProviderFailure {
        return service.call(name, deadline.left(), api -> Answered.by(() -> call.apply(api)));
    }
}
