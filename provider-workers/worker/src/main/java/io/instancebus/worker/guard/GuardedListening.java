package io.instancebus.worker.guard;

import io.instancebus.provider.Provider;
import io.instancebus.provider.Provider.Listening;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to an adapter's change hints. It ends when it is closed, whatever the adapter does: a later hint is not
 * passed on, and a subscription that begins after all is closed.
 */
final class GuardedListening implements Listening {
    private final Consumer<Set<String>> changed;
    private final AdapterCalls calls;
    private final Duration longest;
    private Optional<Listening> begun = Optional.empty();
    private boolean closed;

    private GuardedListening(Consumer<Set<String>> changed, AdapterCalls calls, Duration longest) {
        this.changed = changed;
        this.calls = calls;
        this.longest = longest;
    }

    /** Subscribes. If that fails or takes too long, there are no hints, and the reason is in the log. */
    static Listening begin(Provider adapter, Consumer<Set<String>> changed, AdapterCalls calls, Duration longest) {
        GuardedListening listening = new GuardedListening(changed, calls, longest);
        calls.attempt("listen", longest, () -> listening.began(Results.required(adapter.listen(listening::hint))));
        return listening;
    }

    private void began(Listening listening) {
        if (keep(listening)) {
            return;
        }
        listening.close();
    }

    private synchronized boolean keep(Listening listening) {
        begun = closed ? Optional.empty() : Optional.of(listening);
        return !closed;
    }

    private void hint(@Nullable Set<String> nativeIds) {
        Set<String> hinted = Results.hinted(nativeIds);
        synchronized (this) {
            if (!closed) {
                changed.accept(hinted);
            }
        }
    }

    private synchronized Optional<Listening> end() {
        closed = true;
        return begun;
    }

    @Override
    public void close() {
        end().ifPresent(listening -> calls.attempt("end of listen", longest, listening::close));
    }
}
