package io.instancebus.worker.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.HandClock;
import io.instancebus.worker.Recorded;
import io.instancebus.worker.ScriptedProvider;
import io.instancebus.worker.report.NotReported;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CatalogueWatcherTest {
    private static final Catalogue OTHER =
            new Catalogue(List.of(), List.of(new Catalogue.Realm("r1", "Realm 1", true)), List.of());

    private final HandClock clock = new HandClock();
    private final Recorded recorded = new Recorded();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final CatalogueWatcher watcher = new CatalogueWatcher(
            new WatchedAccount("main", provider.guarded(), Duration.ofSeconds(10)), recorded, clock.both());

    private SteadyTime in(Duration duration) {
        return clock.now().plus(duration);
    }

    @Test
    void theCatalogueIsToldWhenItChangesAndReadEveryFiveMinutes() throws NotReported {
        assertThat(watcher.step()).isEqualTo(in(Duration.ofMinutes(5)));
        watcher.step();
        provider.catalogue = OTHER;
        watcher.step();

        assertThat(recorded.news)
                .containsExactly(
                        new AccountNews.CatalogueChanged(new Catalogue(List.of(), List.of(), List.of())),
                        new AccountNews.CatalogueChanged(OTHER));
        assertThat(watcher.readable()).isTrue();
    }

    @Test
    void oneThatCannotBeReadStaysAndIsReadAgainAMinuteAfterItFailed() throws NotReported {
        watcher.step();
        provider.onCatalogue = () -> {
            clock.advance(Duration.ofSeconds(20));
            throw ProviderFailure.of(FailureCategory.AUTH, "UnauthorizedOperation", "not permitted");
        };
        assertThat(watcher.step()).isEqualTo(in(Duration.ofMinutes(1)));
        assertThat(watcher.readable()).isFalse();
        provider.onCatalogue = () -> {};

        assertThat(watcher.step()).isEqualTo(in(Duration.ofMinutes(5)));

        assertThat(watcher.readable()).isTrue();
        // The last one although nothing changed: it ends the earlier failure.
        assertThat(recorded.news)
                .hasExactlyElementsOfTypes(
                        AccountNews.CatalogueChanged.class,
                        AccountNews.CatalogueUnreadable.class,
                        AccountNews.CatalogueChanged.class);
        assertThat(((AccountNews.CatalogueUnreadable) recorded.news.get(1))
                        .failure()
                        .message())
                .isEqualTo("not permitted");
    }

    @Test
    void anAdapterThatBreaksOverItIsAskedAgainAfterAMinute() throws NotReported {
        provider.onCatalogue = () -> {
            throw new IllegalStateException("a flavor nobody thought of");
        };

        assertThat(watcher.step()).isEqualTo(in(Duration.ofMinutes(1)));
        assertThat(watcher.readable()).isFalse();
        watcher.step();
        assertThat(recorded.news).hasExactlyElementsOfTypes(AccountNews.CatalogueUnreadable.class);
        assertThat(((AccountNews.CatalogueUnreadable) recorded.news.getFirst())
                        .failure()
                        .message())
                .contains("IllegalStateException", "log");
    }

    @Test
    void whatCouldNotBeToldIsToldBeforeItIsReadAgain() throws NotReported {
        AtomicInteger asked = new AtomicInteger();
        provider.onCatalogue = asked::incrementAndGet;
        provider.catalogue = OTHER;
        recorded.broken = true;
        assertThatThrownBy(watcher::step).isInstanceOf(NotReported.class);
        assertThatThrownBy(watcher::step).isInstanceOf(NotReported.class);
        recorded.broken = false;

        watcher.step();

        assertThat(recorded.news).containsExactly(new AccountNews.CatalogueChanged(OTHER));
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsReadWhileTheWatchEndsIsNotTold() throws NotReported {
        provider.onCatalogue = watcher::close;

        watcher.step();

        assertThat(recorded.news).isEmpty();
    }

    @Test
    void aWallClockThatWasAheadPutsOffNoReading() throws NotReported {
        clock.setWall(Duration.ofDays(1));
        SteadyTime next = watcher.step();
        clock.setWall(Duration.ofDays(-1));

        assertThat(next).isEqualTo(in(Duration.ofMinutes(5)));
    }
}
