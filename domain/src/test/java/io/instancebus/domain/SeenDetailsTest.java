package io.instancebus.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Configuration.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the provider says of a machine is what the details show; what was asked stands until it has said. */
class SeenDetailsTest {
    private static final InstanceId ID = new InstanceId("i-1");
    private static final String NATIVE = "native-1";

    private final Decider decider = new Decider(Simulation.ACCOUNTS);
    private final List<Event> events = new ArrayList<>();
    private @Nullable Aggregate aggregate;
    private long pass;
    private Instant now = Simulation.BEGIN;

    @Test
    void whatTheProviderChoseIsShown() {
        created(asked(null, null, null, List.of()));
        observe(new Configuration(
                "web-1", named("img1"), named("zone-a"), named("small"), "operators", List.of(named("fw-1"))));

        assertThat(details().name()).isEqualTo("web-1");
        assertThat(details().realmId()).isEqualTo("zone-a");
        assertThat(details().hardwareProfile()).isEqualTo(new HardwareProfile("small", Map.of()));
        assertThat(details().keyName()).isEqualTo("operators");
        assertThat(details().firewalls()).containsExactly("fw-1");
    }

    @Test
    void whatIsThereTakesThePlaceOfWhatWasAskedAndTheHistoryKeepsBoth() {
        created(asked("zone-a", new HardwareProfile("small", Map.of("storage", "20")), "mine", List.of("fw-1")));
        observe(new Configuration(
                "other", named("img2"), named("zone-b"), named("large"), "theirs", List.of(named("fw-2"))));

        assertThat(details().imageId()).isEqualTo("img2");
        assertThat(details().realmId()).isEqualTo("zone-b");
        assertThat(details().hardwareProfile()).isEqualTo(new HardwareProfile("large", Map.of("storage", "20")));
        assertThat(details().keyName()).isEqualTo("theirs");
        assertThat(details().firewalls()).containsExactly("fw-2");
        InstanceDetails first = told().getFirst();
        assertThat(List.of(first.imageId(), String.valueOf(first.realmId()), String.valueOf(first.keyName())))
                .containsExactly("img1", "zone-a", "mine");
        assertThat(told().getLast()).isEqualTo(details());
    }

    @Test
    void whatTheProviderDoesNotSayStays() {
        created(asked("zone-a", new HardwareProfile("small", Map.of()), "mine", List.of("fw-1")));
        InstanceDetails before = details();
        observe(Configuration.UNSAID);
        observe(new Configuration(" ", Named.orNull(""), named(" "), Named.orNull(null), "", null));

        assertThat(details()).isEqualTo(before);
        assertThat(told()).hasSize(2);
    }

    /** Each is one and the same thing; only who names it differs. */
    @Test
    void anotherWordForTheSameIsNoChange() {
        created(asked("subnet-1", null, null, List.of("web", "sg-2")));
        observe(new Configuration(
                null,
                new Named("sha256:1", List.of("img1")),
                new Named("zone-a", List.of("subnet-1")),
                null,
                null,
                List.of(new Named("sg-2", List.of("db")), new Named("sg-1", List.of("web")))));

        assertThat(details().imageId()).isEqualTo("img1");
        assertThat(details().realmId()).isEqualTo("subnet-1");
        assertThat(details().firewalls()).containsExactly("web", "sg-2");
        assertThat(told()).hasSize(2);
    }

    @Test
    void anotherOrderIsNoChange() {
        created(asked(null, null, null, List.of()));
        List<Address> addresses =
                List.of(new Address("192.0.2.1", AddressType.IPV4), new Address("192.0.2.2", AddressType.IPV4));
        observe(addresses, firewalls("fw-1", "fw-2"));
        int before = events.size();
        observe(addresses.reversed(), firewalls("fw-2", "fw-1"));
        observe(addresses, firewalls("fw-1", "fw-2", "fw-2"));

        assertThat(events).hasSize(before);
        observe(addresses, firewalls("fw-2"));
        assertThat(details().firewalls()).containsExactly("fw-2");
    }

    @Test
    void whatAProviderSaysIsMadeToFitAndIsToldOnce() {
        created(asked(null, null, null, List.of()));
        String endless = "\u0000" + "😀".repeat(5_000);
        List<Named> crowd = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            crowd.add(new Named("fw-" + i, List.of(endless, endless)));
        }
        Configuration hostile =
                new Configuration(endless, named(endless), named(endless), named(endless), endless, crowd);
        observe(hostile);
        int before = events.size();
        observe(hostile);

        assertThat(events).hasSize(before);
        assertThat(details().name()).hasSizeLessThan(600).startsWith("\ufffd😀").endsWith("…");
        assertThat(requireNonNull(details().hardwareProfile()).id())
                .isEqualTo(details().name());
        assertThat(details().firewalls()).hasSize(50);
    }

    @Test
    void aChangeThatNoCommandLedToIsDriftAndSaysWhatChanged() {
        created(asked("zone-a", null, null, List.of("fw-1")));
        List<Address> first = List.of(new Address("192.0.2.1", AddressType.IPV4));
        List<Address> others =
                List.of(new Address("192.0.2.7", AddressType.IPV4), new Address("web.example", AddressType.HOSTNAME));
        observe(first, new Configuration("web-1", named("img1"), null, named("small"), null, null));
        now = now.plus(Duration.ofDays(1));
        observe(others, new Configuration("mine", named("img1"), null, named("large"), null, List.of()));

        assertThat(detailsChanges().getLast().cause()).isEqualTo(Cause.DRIFT);
        assertThat(detailsChanges().getLast().changes())
                .containsExactly(
                        new DetailChange("name", "web-1", "mine"),
                        new DetailChange("hardwareProfile", "small", "large"),
                        new DetailChange("firewalls", "fw-1", null),
                        new DetailChange("publicAddresses", "192.0.2.1", "192.0.2.7, web.example"));
    }

    @Test
    void whatTheProviderMakesOfACommandIsNoDrift() {
        created(asked("zone-a", null, null, List.of()));
        observe(List.of(), new Configuration("web-1", null, null, null, null, null));
        observe(List.of(new Address("192.0.2.1", AddressType.IPV4)), Configuration.UNSAID);

        assertThat(detailsChanges().stream().map(Event.InstanceDetailsChanged::cause))
                .containsExactly(Cause.COMMAND, Cause.OBSERVED, Cause.OBSERVED, Cause.OBSERVED);
        assertThat(detailsChanges())
                .allSatisfy(changed -> assertThat(changed.changes()).isEmpty());
    }

    private static Named named(String id) {
        return new Named(id, List.of());
    }

    private static Configuration firewalls(String... ids) {
        return new Configuration(
                null,
                null,
                null,
                null,
                null,
                List.of(ids).stream().map(SeenDetailsTest::named).toList());
    }

    private static CreateInstance asked(
            @Nullable String realm, @Nullable HardwareProfile profile, @Nullable String key, List<String> firewalls) {
        return new CreateInstance("sandbox", "img1", realm, profile, null, key, firewalls, null, Map.of());
    }

    private void created(CreateInstance create) {
        Command command = new Command(new CommandId("c"), ID, "test", Simulation.BEGIN, null, null, null, create);
        decide(new Input.CommandReceived(command, false));
        decide(new Input.ReportReceived(new Report.Accepted(ID, ID + ":c", 1, NATIVE)));
    }

    private void observe(Configuration configuration) {
        observe(List.of(), configuration);
    }

    private void observe(List<Address> addresses, Configuration configuration) {
        Report.Sighting sighting = Report.Sighting.of(SightingState.RUNNING)
                .withNativeId(NATIVE)
                .withAddresses(addresses, List.of())
                .withConfiguration(configuration);
        long number = live().inFlight().observations().number();
        decide(new Input.ReportReceived(new Report.Observed(ID, number, 1, ++pass, sighting)));
    }

    private void decide(Input input) {
        Decision decision = decider.decide(aggregate, input, now);
        events.addAll(decision.events());
        aggregate = decision.next();
    }

    private Aggregate.Live live() {
        return (Aggregate.Live) requireNonNull(aggregate);
    }

    private InstanceDetails details() {
        return requireNonNull(live().instance().details());
    }

    private List<InstanceDetails> told() {
        return detailsChanges().stream()
                .map(Event.InstanceDetailsChanged::details)
                .toList();
    }

    private List<Event.InstanceDetailsChanged> detailsChanges() {
        return events.stream()
                .map(Event::body)
                .filter(Event.InstanceDetailsChanged.class::isInstance)
                .map(Event.InstanceDetailsChanged.class::cast)
                .toList();
    }
}
