package io.instancebus.provider.docker;

import io.instancebus.domain.Backoff;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reports containers that the engine says have started, ended or gone. At its start, and after each interruption, it
 * reports that any may have changed.
 */
final class EventFeed implements Provider.Listening {
    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);
    private static final JsonMapper JSON = new JsonMapper();
    /** The engine ends a feed after this time. */
    private static final Duration LENGTH = Duration.ofMinutes(5);
    /** A feed that is still open after this time is on a connection that died silently. */
    private static final Duration LONGEST = LENGTH.plusSeconds(30);

    private static final Duration UNTIL_IT_BEGINS = Duration.ofSeconds(15);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private static final String FILTERS = Filter.encoded("""
            {"type":["container"],"event":["start","die","oom","destroy","pause","unpause"],"label":["%s"]}""".formatted(Labels.REQUEST));

    private final Engine engine;
    private final Source source;
    private final Consumer<Set<String>> changed;
    private final Clock wall;
    private final Duration longest;
    private final Thread thread = Thread.ofVirtual().name("docker-events").unstarted(this::work);
    private volatile boolean closed;
    private volatile @Nullable InputStream feed;

    /** Opens a feed. */
    interface Source extends AutoCloseable {
        /**
         * @param untilItBegins the time limit for the engine's answer
         * @return the stream; if another thread closes it, a read ends
         */
        InputStream open(URI uri, Duration untilItBegins) throws IOException;

        @Override
        void close();
    }

    EventFeed(Engine engine, Source source, Consumer<Set<String>> changed, Clock wall) {
        this(engine, source, changed, wall, LONGEST);
    }

    /** @param longest the time after which the adapter closes a feed */
    EventFeed(Engine engine, Source source, Consumer<Set<String>> changed, Clock wall, Duration longest) {
        this.engine = engine;
        this.source = source;
        this.changed = changed;
        this.wall = wall;
        this.longest = longest;
    }

    EventFeed start() {
        thread.start();
        return this;
    }

    private void work() {
        int failures = 0;
        while (!closed) {
            try {
                follow();
                failures = 0;
            } catch (IOException | JacksonException | ProviderFailure e) {
                if (!closed) {
                    log.atDebug().addKeyValue("problem", e.getMessage()).log("The engine's events cannot be read");
                }
                failures++;
            }
            try {
                // Also after a feed that ended normally.
                Thread.sleep(BACKOFF.after(failures + 1));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void follow() throws IOException, ProviderFailure {
        long now = wall.instant().getEpochSecond();
        URI uri = engine.uri(
                "/events?since=" + (now - 2) + "&until=" + (now + LENGTH.toSeconds()) + "&filters=" + FILTERS);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (InputStream in = source.open(uri, UNTIL_IT_BEGINS)) {
            feed = in;
            if (closed) {
                return;
            }
            var unused = over.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                    .thenRun(() -> end(in));
            changed.accept(Set.of());
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String id = JSON.readTree(line).path("Actor").path("ID").asString("");
                if (!id.isEmpty()) {
                    changed.accept(Set.of(id));
                }
            }
        } finally {
            over.complete(null);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        InputStream open = feed;
        if (open != null) {
            end(open);
        }
    }

    private static void end(InputStream feed) {
        try {
            feed.close();
        } catch (IOException e) {
            // The close failed, but the feed is unusable either way.
        }
    }
}
