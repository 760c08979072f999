package io.instancebus.provider;

import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.domain.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machines that a provider lists, each read separately. An unreadable machine hides no other; it is neither gone
 * nor in a known state, and the reason is reported. If the list may contain a machine without its id, or nothing in it
 * can be read, then a machine that it does not show is not taken for gone either.
 *
 * @param <E> an element of the list
 * @param <M> a machine; equal ones are the same machine listed twice
 */
public final class Machines<E, M> {
    private static final int LONGEST_REASON = 200;

    private final String provider;
    private final Map<String, M> readable = new LinkedHashMap<>();
    private final Map<String, Failure> unreadable = new LinkedHashMap<>();
    private final List<E> notRead = new ArrayList<>();
    private final List<String> nameless = new ArrayList<>();

    private Machines(String provider) {
        this.provider = provider;
    }

    /**
     * @param provider the provider's name, for messages
     * @param id the id of an element; null, empty or an exception if it has none
     * @param reader reads an element; throws if it cannot
     */
    public static <E, M> Machines<E, M> read(
            String provider, Collection<E> elements, Function<E, @Nullable String> id, Function<E, M> reader) {
        Machines<E, M> machines = new Machines<>(provider);
        elements.forEach(element -> machines.add(element, id(element, id), reader));
        return machines;
    }

    private static <E> @Nullable String id(E element, Function<E, @Nullable String> of) {
        try {
            String id = of.apply(element);
            return id == null || id.isEmpty() || id.length() > Text.NATIVE_ID ? null : id;
        } catch (RuntimeException e) {
            return null;
        }
    }

    private void add(E element, @Nullable String id, Function<E, M> reader) {
        M machine = null;
        String problem = "it has no valid id";
        try {
            machine = reader.apply(element);
        } catch (RuntimeException e) {
            problem = Text.cut(Unreadable.words(e), LONGEST_REASON);
        }
        if (id == null) {
            notRead.add(element);
            nameless.add(problem);
        } else if (machine == null) {
            notRead.add(element);
            unreadable.put(id, unclear(problem));
        } else {
            M before = readable.putIfAbsent(id, machine);
            if (before != null && !before.equals(machine)) {
                notRead.add(element);
                unreadable.put(id, unclear("it is listed twice, with differences"));
            }
        }
        if (id != null && unreadable.containsKey(id)) {
            readable.remove(id);
        }
    }

    private Failure unclear(String problem) {
        return Failure.of(
                FailureCategory.RETRYABLE, "the answer of " + provider + " about it cannot be" + " read: " + problem);
    }

    /** The readable machines. */
    public Collection<M> readable() {
        return readable.values();
    }

    /** The machine, if it is listed and readable. */
    public Optional<M> readable(String id) {
        return Optional.ofNullable(readable.get(id));
    }

    /**
     * The machine; empty if the list certainly does not show it.
     *
     * @throws ProviderFailure if the machine is unreadable, or the list does not tell whether it contains it
     */
    public Optional<M> find(String id) throws ProviderFailure {
        Failure problem = unreadable.get(id);
        if (problem != null) {
            throw ProviderFailure.of(problem.category(), null, id + ": " + problem.message());
        }
        if (!readable.containsKey(id)) {
            requireWhole();
        }
        return readable(id);
    }

    /**
     * How the list shows a machine; UNKNOWN with the cause if it is unreadable.
     *
     * @param absent the sighting of a machine that the list certainly does not show
     * @throws ProviderFailure if the list does not tell whether it contains the machine
     */
    public Sighting sighting(String id, Function<M, Sighting> shown, Supplier<Sighting> absent) throws ProviderFailure {
        M machine = readable.get(id);
        if (machine == null) {
            Sighting seen = absent(id);
            return seen.state() == SightingState.MISSING ? absent.get() : seen;
        }
        try {
            return shown.apply(machine);
        } catch (RuntimeException e) {
            return Sighting.unclear(unclear(Text.cut(Unreadable.words(e), LONGEST_REASON)));
        }
    }

    /**
     * The sighting of a machine without a readable element: UNKNOWN with the cause, or MISSING.
     *
     * @throws ProviderFailure if the list does not tell whether it contains the machine
     */
    public Sighting absent(String id) throws ProviderFailure {
        Failure problem = unreadable.get(id);
        if (problem != null) {
            return Sighting.unclear(problem);
        }
        requireWhole();
        return Sighting.of(SightingState.MISSING);
    }

    /** @throws ProviderFailure if the list may contain a machine that it does not identify */
    private void requireWhole() throws ProviderFailure {
        if (!nameless.isEmpty()) {
            throw failure(nameless.size() + " of the machines that " + provider + " lists cannot be identified: "
                    + nameless.getFirst());
        }
        if (readable.isEmpty() && !unreadable.isEmpty()) {
            throw failure("none of the " + unreadable.size() + " machines that " + provider + " lists can be read: "
                    + unreadable.values().iterator().next().message());
        }
    }

    /**
     * Checks that a search without a result has missed no machine.
     *
     * @param maybe whether an unreadable element may be the machine that is sought
     * @throws ProviderFailure if one may be
     */
    public void requireNoneMissed(Predicate<E> maybe) throws ProviderFailure {
        long doubtful =
                notRead.stream().filter(element -> mayBe(element, maybe)).count();
        if (doubtful > 0) {
            throw failure(doubtful + " of the machines that " + provider
                    + " lists cannot be read, and may be the one that is sought");
        }
    }

    private static <E> boolean mayBe(E element, Predicate<E> maybe) {
        try {
            return maybe.test(element);
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static ProviderFailure failure(String message) {
        return ProviderFailure.of(FailureCategory.RETRYABLE, null, message);
    }
}
