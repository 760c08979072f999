package io.instancebus.command.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory in which deleted entries stay and are stepped over, as on disk, and every step is counted. */
final class SortedStore implements KeyValueStore<byte[], byte[]> {
    private final TreeMap<byte[], byte @Nullable []> entries = new TreeMap<>(Arrays::compareUnsigned);
    long steps;

    long live() {
        return entries.values().stream().filter(value -> value != null).count();
    }

    @Override
    public void put(byte[] key, byte[] value) {
        entries.put(key, value);
    }

    @Override
    public byte @Nullable [] delete(byte[] key) {
        return entries.put(key, null);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return entries.get(key);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> range(byte @Nullable [] from, byte @Nullable [] to) {
        if (to != null) {
            throw new UnsupportedOperationException();
        }
        return new Steps((from == null ? entries : entries.tailMap(from, true))
                .entrySet()
                .iterator());
    }

    @Override
    public KeyValueIterator<byte[], byte[]> all() {
        return range(null, null);
    }

    private final class Steps implements KeyValueIterator<byte[], byte[]> {
        private final Iterator<Map.Entry<byte[], byte @Nullable []>> source;
        private Map.@Nullable Entry<byte[], byte @Nullable []> next;

        Steps(Iterator<Map.Entry<byte[], byte @Nullable []>> source) {
            this.source = source;
            advance();
        }

        private void advance() {
            do {
                next = source.hasNext() ? source.next() : null;
                steps++;
            } while (next != null && next.getValue() == null);
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public KeyValue<byte[], byte[]> next() {
            KeyValue<byte[], byte[]> found = KeyValue.pair(
                    current().getKey(), Objects.requireNonNull(current().getValue()));
            advance();
            return found;
        }

        @Override
        public byte[] peekNextKey() {
            return current().getKey();
        }

        private Map.Entry<byte[], byte @Nullable []> current() {
            return Objects.requireNonNull(next);
        }

        @Override
        public void close() {}
    }

    @Override
    public byte[] putIfAbsent(byte[] key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<byte[], byte[]>> all) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return "sorted";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
