package io.instancebus.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.domain.ProviderType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("slow")
class FollowedFileTest {
    private static final AccountConfig ALWAYS = AccountConfig.of("always", ProviderType.SANDBOX, Map.of());
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FollowedFile.class);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final List<List<String>> taken = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        logged.start();
        LOG.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(logged);
    }

    private Path file() {
        return folder.resolve("accounts.yaml");
    }

    private void write(String... names) throws IOException {
        StringBuilder yaml = new StringBuilder("accounts:\n");
        for (String name : names) {
            yaml.append("  - { name: ").append(name).append(", provider: docker }\n");
        }
        Files.writeString(file(), yaml);
    }

    private AccountsSource.Following follow() {
        return new AccountsSource.InFile(file(), List.of(ALWAYS))
                .follow(accounts ->
                        taken.add(accounts.stream().map(AccountConfig::name).toList()));
    }

    private void awaitTaken(int times) {
        await().atMost(PATIENCE).until(() -> taken.size() == times);
    }

    @Test
    void aChangeIsTakenOnceAndWhatCannotBeTakenChangesNothing() throws Exception {
        write("a");
        try (AccountsSource.Following following = follow()) {
            awaitTaken(1);
            write("a", "b");
            awaitTaken(2);
            Files.writeString(file(), "accounts: [ { name: c, provider: Azure } ]");
            await().atMost(PATIENCE).until(() -> !logged.list.isEmpty());
            Files.delete(file());
            await().atMost(PATIENCE).until(() -> logged.list.size() == 2);
            write("c");
            awaitTaken(3);
        }
        assertThat(taken).containsExactly(List.of("always", "a"), List.of("always", "a", "b"), List.of("always", "c"));
        assertThat(logged.list)
                .extracting(event -> String.valueOf(event.getKeyValuePairs()))
                .satisfiesExactly(
                        first -> assertThat(first).contains("Azure"),
                        second -> assertThat(second).contains("no such file"));
    }

    @Test
    void whatTheTakerCannotTakeIsOfferedAgain() throws Exception {
        write("a");
        List<String> offers = new CopyOnWriteArrayList<>();
        try (AccountsSource.Following following = AccountsSource.in(file()).follow(accounts -> {
            offers.add(accounts.getFirst().name());
            if (offers.size() < 3) {
                throw new IllegalStateException("not now");
            }
        })) {
            await().atMost(PATIENCE).until(() -> offers.size() == 3);
        }
        assertThat(logged.list).as("said once").hasSize(1);
    }

    /** The file is right and wrong in turns, each for long enough to be looked at more than once. */
    @Test
    void theSameMistakeMadeAgainIsSaidAgain() throws Exception {
        write("a");
        try (AccountsSource.Following following = follow()) {
            awaitTaken(1);
            AtomicInteger turns = new AtomicInteger();
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(3)).until(() -> {
                if (turns.getAndIncrement() % 2 == 0) {
                    Files.writeString(file(), "accounts: [ { name: c, provider: Azure } ]");
                } else {
                    write("a");
                }
                return logged.list.size() > 1;
            });
        }
        assertThat(taken).hasSize(1);
    }

    @Test
    void anAccountOfTheFileCannotTakeTheNameOfOneThatIsThereAnyway() throws Exception {
        write("always");
        try (AccountsSource.Following following = follow()) {
            await().atMost(PATIENCE).until(() -> !logged.list.isEmpty());
        }
        assertThat(taken).isEmpty();
        assertThat(String.valueOf(logged.list.getFirst().getKeyValuePairs())).contains("choose another name");
    }
}
