package io.instancebus.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Action;
import io.instancebus.domain.Command;
import io.instancebus.gateway.json.CommandReader;
import io.instancebus.gateway.json.Json;
import io.instancebus.gateway.json.RequestHeaders;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the view is asked while many wait. */
class WaitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MANY = 100;

    private final History view = new History();
    private Waits waits = new Waits(new ViewReader(view));

    /** A view of commands, and of the events that say that they changed. */
    private static final class History extends NoView {
        final List<String> events = new CopyOnWriteArrayList<>();
        final Map<String, CommandRow> rows = new ConcurrentHashMap<>();
        final List<List<String>> questions = new CopyOnWriteArrayList<>();

        @Override
        public long lastPosition() {
            return events.size();
        }

        @Override
        public CommandNews newsAfter(long position) {
            List<String> all = List.copyOf(events);
            return new CommandNews(all.size(), Set.copyOf(all.subList((int) position, all.size())));
        }

        @Override
        public List<CommandRow> commands(List<String> commandIds) {
            questions.add(commandIds);
            return commandIds.stream().filter(rows::containsKey).map(rows::get).toList();
        }
    }

    @AfterEach
    void close() {
        waits.close();
    }

    private static Command command(String commandId, String instanceId) {
        return new CommandReader(InstantSource.system())
                .action(
                        instanceId,
                        Action.STOP,
                        Json.object().put("commandId", commandId),
                        new RequestHeaders(null, null, null));
    }

    private static CommandRow row(String commandId, String instanceId) {
        return new CommandRow(
                commandId, instanceId, "STOP", "ACCEPTED", "ann", null, Instant.EPOCH, null, null, null, null);
    }

    private CompletableFuture<Optional<CommandRow>> waiting(String commandId) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Waits.Place place = waits.place().orElseThrow()) {
                        return place.await(command(commandId, "i"), LONG.multipliedBy(10));
                    }
                },
                Thread::startVirtualThread);
    }

    @Test
    void anEventLeadsToAQuestionForItsCommandAlone() {
        waits.close();
        waits = new Waits(new ViewReader(view), LONG.multipliedBy(10));
        List<CompletableFuture<Optional<CommandRow>>> others = new ArrayList<>();
        for (int i = 1; i < MANY; i++) {
            others.add(waiting("c-" + i));
        }
        CompletableFuture<Optional<CommandRow>> one = waiting("c-0");
        Awaitility.await()
                .atMost(LONG)
                .until(() -> view.questions.stream().mapToInt(List::size).sum() == MANY);
        view.questions.clear();

        view.rows.put("c-0", row("c-0", "i"));
        view.events.add("c-0");

        assertThat(one.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join()).contains(row("c-0", "i"));
        assertThat(view.questions).containsExactly(List.of("c-0"));
        assertThat(others).noneMatch(CompletableFuture::isDone);
        waits.close();
        assertThat(others).allSatisfy(other -> assertThat(other.join()).isEmpty());
    }

    @Test
    void aCommandIsFoundThatTheViewHadBeforeTheWait() {
        view.rows.put("c", row("c", "i"));
        view.events.add("c");

        assertThat(waiting("c").join()).contains(row("c", "i"));
    }

    @Test
    void aCommandIsFoundWhoseEventTheHistoryDoesNotTell() {
        CompletableFuture<Optional<CommandRow>> one = waiting("c");
        Awaitility.await().atMost(LONG).until(() -> !view.questions.isEmpty());

        view.rows.put("c", row("c", "i"));

        assertThat(one.join()).contains(row("c", "i"));
    }

    @Test
    void aCommandOfAnotherInstanceIsNotTaken() {
        view.rows.put("c", row("c", "another"));
        CompletableFuture<Optional<CommandRow>> one = waiting("c");
        Awaitility.await().atMost(LONG).until(() -> view.questions.size() > 2);

        assertThat(one).isNotDone();
    }
}
