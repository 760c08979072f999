package io.instancebus.schemas.registry;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * A cache of up to a thousand entries that loads each missing key once, however many threads ask: the first loads, the
 * others wait and share its result. They share a failure too, which is then forgotten.
 */
final class OnceCache<K, V> {
    private static final int MOST = 1_000;

    private final ConcurrentHashMap<K, CompletableFuture<V>> entries = new ConcurrentHashMap<>();

    /** The entry, if it is loaded; does not wait. */
    Optional<V> find(K key) {
        CompletableFuture<V> known = entries.get(key);
        return known != null && known.state() == Future.State.SUCCESS
                ? Optional.of(known.resultNow())
                : Optional.empty();
    }

    V get(K key, Function<K, V> load) {
        CompletableFuture<V> known = entries.get(key);
        if (known == null) {
            CompletableFuture<V> mine = new CompletableFuture<>();
            makeRoom();
            known = entries.putIfAbsent(key, mine);
            if (known == null) {
                return fill(key, mine, load);
            }
        }
        return await(known);
    }

    void put(K key, V value) {
        makeRoom();
        entries.put(key, CompletableFuture.completedFuture(value));
    }

    /** A client that can register schemas can register any number; entries in use are soon loaded again. */
    private void makeRoom() {
        if (entries.size() >= MOST) {
            entries.clear();
        }
    }

    private V fill(K key, CompletableFuture<V> mine, Function<K, V> load) {
        try {
            V value = load.apply(key);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            entries.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <V> V await(CompletableFuture<V> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RegistryUnavailable unavailable ->
                    new RegistryUnavailable(String.valueOf(unavailable.getMessage()), unavailable);
                case SchemaRefused refused ->
                    new SchemaRefused(refused.reason(), String.valueOf(refused.getMessage()), refused);
                // The loading thread was interrupted or failed; this one learnt nothing about the record.
                case null, default -> new RegistryUnavailable("The request to the schema registry was given up", e);
            };
        }
    }
}
