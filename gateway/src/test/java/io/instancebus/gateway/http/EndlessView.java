package io.instancebus.gateway.http;

import io.instancebus.avro.InstanceDetails;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.ViewUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A view with more instances than anybody can read, which only streams. */
final class EndlessView extends NoView {
    /** The number of streams under way. */
    final AtomicInteger streams = new AtomicInteger();

    /** The number of instances after which the database breaks off. */
    volatile int breaksAfter = Integer.MAX_VALUE;

    @Override
    public <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink)
            throws E {
        streams.incrementAndGet();
        try {
            int next = 0;
            do {
                if (next == breaksAfter) {
                    throw new ViewUnavailable("db.internal is gone", new IllegalStateException());
                }
            } while (sink.take(row(next++)));
        } finally {
            streams.decrementAndGet();
        }
    }

    private static InstanceRow row(int number) {
        InstanceDetails details = new InstanceDetails(
                "web", "img1", null, null, null, List.of(), Map.of(), null, null, List.of(), List.of(), null, null,
                null, null, null);
        return new InstanceRow(
                "i-" + number,
                1,
                "a",
                "sandbox",
                "RUNNING",
                List.of(),
                details,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }

    @Override
    public String cursorAfter(String instanceId) {
        return "after " + instanceId;
    }
}
