package io.instancebus.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The elements have the form "id state"; one without a state is unreadable. */
class MachinesTest {
    private static Machines<String, String> of(String... elements) {
        return Machines.read("the cloud", List.of(elements), MachinesTest::id, each -> {
            String[] words = each.split(" ");
            if (words.length < 2) {
                throw new Unreadable("it has no state");
            }
            return each;
        });
    }

    private static String id(String element) {
        if (element.equals("!")) {
            throw new IllegalArgumentException("nothing can be read of it");
        }
        return element.split(" ")[0];
    }

    private static Sighting see(Machines<?, String> machines, String id) throws ProviderFailure {
        return machines.sighting(
                id, shown -> Sighting.of(SightingState.RUNNING), () -> Sighting.of(SightingState.GONE));
    }

    @Test
    void oneThatCannotBeReadIsUnknownWithTheCauseAndHidesNoOther() throws ProviderFailure {
        Machines<?, String> machines = of("a running", "b");

        assertThat(see(machines, "a").state()).isEqualTo(SightingState.RUNNING);
        assertThat(see(machines, "b").state()).isEqualTo(SightingState.UNKNOWN);
        assertThat(requireNonNull(see(machines, "b").fault()).message())
                .isEqualTo("the answer of the cloud about it cannot be read: it has no state");
        assertThat(see(machines, "c").state()).isEqualTo(SightingState.GONE);
        assertThatExceptionOfType(ProviderFailure.class).isThrownBy(() -> machines.find("b"));
        assertThat(machines.find("c")).isEmpty();
    }

    @Test
    void whatIsNotListedIsNotGoneWhileOneHasNoIdThatAnInstanceCanHave() throws ProviderFailure {
        for (String nameless : List.of("", " running", "x".repeat(1_025) + " running", "!")) {
            Machines<?, String> machines = of("a running", nameless);

            assertThat(see(machines, "a").state()).isEqualTo(SightingState.RUNNING);
            assertThatExceptionOfType(ProviderFailure.class)
                    .isThrownBy(() -> see(machines, "c"))
                    .satisfies(failure -> assertThat(failure.maySpareOthers()).isTrue())
                    .withMessageContaining("1 of the machines that the cloud lists cannot be identified");
            assertThatExceptionOfType(ProviderFailure.class).isThrownBy(() -> machines.find("c"));
        }
    }

    @Test
    void aListInWhichNothingCanBeReadIsNotEmpty() throws ProviderFailure {
        Machines<?, String> machines = of("a", "b");

        assertThat(see(machines, "a").state()).isEqualTo(SightingState.UNKNOWN);
        assertThatExceptionOfType(ProviderFailure.class)
                .isThrownBy(() -> see(machines, "c"))
                .withMessageContaining("none of the 2 machines that the cloud lists can be read");
        assertThat(see(of(), "c").state()).isEqualTo(SightingState.GONE);
    }

    @Test
    void oneThatIsListedTwiceIsSeenIfItIsAlike() throws ProviderFailure {
        for (Machines<?, String> machines : List.of(
                of("a running", "a stopped", "b running"),
                of("a running", "a", "b running"),
                of("a", "a running", "b running"))) {
            assertThat(see(machines, "a").state()).isEqualTo(SightingState.UNKNOWN);
            assertThat(machines.readable()).containsExactly("b running");
        }
        assertThat(see(of("a running", "a running"), "a").state()).isEqualTo(SightingState.RUNNING);
        assertThatExceptionOfType(ProviderFailure.class)
                .as("a search that may have missed it")
                .isThrownBy(() -> of("a running", "a stopped")
                        .requireNoneMissed(element -> id(element).equals("a")));
    }

    @Test
    void aSearchThatFoundNothingHasMissedNothingThatMayBeIt() throws ProviderFailure {
        Machines<String, String> machines = of("a running", "b", "!");

        machines.requireNoneMissed(element -> false);
        assertThatExceptionOfType(ProviderFailure.class)
                .isThrownBy(
                        () -> machines.requireNoneMissed(element -> id(element).equals("b")))
                .as("an element that throws may be the one")
                .withMessageContaining("2 of the machines");
    }

    @Test
    void aStateThatCannotBeToldIsUnknown() throws ProviderFailure {
        Sighting seen = of("a running")
                .sighting(
                        "a",
                        shown -> {
                            throw new IllegalStateException("no such state");
                        },
                        () -> Sighting.of(SightingState.MISSING));

        assertThat(seen.state()).isEqualTo(SightingState.UNKNOWN);
    }
}
