package io.instancebus.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class PublicApiTest {
    private static final String EXAMPLE = "io.instancebus.compatibility.Example";

    @Test
    void aTypeIsDescribedWithItsMembersAndTheTypesThatTheyExpose() {
        SortedSet<String> lines = PublicApi.of(Set.of(Example.class)).lines();
        assertThat(lines)
                .filteredOn(line -> line.startsWith(EXAMPLE + ":"))
                .containsExactlyInAnyOrder(
                        EXAMPLE + ": public abstract class " + EXAMPLE,
                        EXAMPLE + ": implements java.util.function.Supplier<java.util.List<java.lang.String>>",
                        EXAMPLE + ": protected <init>()",
                        EXAMPLE + ": protected abstract " + EXAMPLE + "$Shape shape(java.lang.String...)",
                        EXAMPLE + ": public void reset()",
                        EXAMPLE + ": public static final int LIMIT");
        assertThat(lines)
                .contains(
                        EXAMPLE + "$Shape: permits " + EXAMPLE + "$Shape$Round, " + EXAMPLE + "$Shape$Square",
                        EXAMPLE + "$Shape$Round: public <init>(int)",
                        EXAMPLE + "$Shape$Round: public int radius()",
                        EXAMPLE + "$Shape$Round: implements " + EXAMPLE + "$Shape")
                .noneMatch(line -> line.contains("idden"));
    }

    @Test
    void aPackageHasAllItsTypes() throws IOException {
        assertThat(PublicApi.packageOf(PublicApi.class))
                .containsExactlyInAnyOrder(PublicApi.class, ApiReleases.class, BuiltVersion.class);
    }

    @Test
    void whatIsGoneBreaksPrograms() {
        List<String> released = List.of("a.B: public final class a.B", "a.B: public void start()");
        assertThat(ApiReleases.breaks(released, List.of("a.B: public final class a.B", "a.B: public int start()")))
                .containsExactly("gone: a.B: public void start()");
    }

    @Test
    void whatIsNewBreaksOnlyThoseWhoWouldHaveToImplementIt() {
        List<String> released = List.of(
                "a.Port: public abstract interface a.Port",
                "a.Closed: public abstract sealed interface a.Closed",
                "a.Closed: permits a.One, a.Two");
        List<String> now = List.of(
                "a.Port: public abstract interface a.Port",
                "a.Port: public abstract void demanded()",
                "a.Port: public default void offered()",
                "a.Closed: public abstract sealed interface a.Closed",
                "a.Closed: permits a.One, a.Two",
                "a.Closed: public abstract void ours()",
                "a.New: public abstract interface a.New",
                "a.New: public abstract void run()");
        assertThat(ApiReleases.breaks(released, now))
                .containsExactly("implementations lack: a.Port: public abstract void demanded()");
    }

    @Test
    void anotherCaseOfASealedTypeBreaksExhaustiveSwitches() {
        assertThat(ApiReleases.breaks(
                        List.of("a.Closed: permits a.One, a.Two"), List.of("a.Closed: permits a.One, a.Three, a.Two")))
                .containsExactly("gone: a.Closed: permits a.One, a.Two");
    }
}
