package io.instancebus.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker reports of how a machine is set up, and what the decider reads of it. */
class SightingMappingTest {
    private static final Configuration WHOLE = new Configuration(
            "web",
            new Named("img1", List.of("sha256:1")),
            new Named("zone-a", List.of("subnet-1")),
            new Named("small", List.of()),
            "operators",
            List.of(new Named("sg-1", List.of("web")), new Named("sg-2", List.of())));

    @Test
    void whatTheProviderSaysIsReportedWhole() {
        ProviderReport report = report(WHOLE);

        assertThat(report.getInstanceObserved().getConfiguration())
                .isEqualTo(new ObservedConfiguration(
                        "web",
                        new NamedThing("img1", List.of("sha256:1")),
                        new NamedThing("zone-a", List.of("subnet-1")),
                        new NamedThing("small", List.of()),
                        "operators",
                        List.of(new NamedThing("sg-1", List.of("web")), new NamedThing("sg-2", List.of()))));
        assertThat(read(report)).isEqualTo(WHOLE);
    }

    @Test
    void whatTheProviderDoesNotSayIsLeftOut() {
        assertThat(report(Configuration.UNSAID).getInstanceObserved().getConfiguration())
                .isNull();
        assertThat(report(new Configuration(null, null, null, null, "operators", null))
                        .getInstanceObserved()
                        .getConfiguration())
                .isEqualTo(new ObservedConfiguration(null, null, null, null, "operators", null));
    }

    @Test
    void aReportOfAnOlderReleaseSaysNothingOfIt() {
        ProviderReport older = report(WHOLE);
        InstanceObserved observed = older.getInstanceObserved();
        observed.setConfiguration(null);

        assertThat(read(older)).isEqualTo(Configuration.UNSAID);
    }

    private static ProviderReport report(Configuration configuration) {
        Sighting sighting = new Sighting(
                SightingState.RUNNING,
                null,
                "n-1",
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                configuration);
        return ReportMapping.toAvro(
                "main", "worker-1", Instant.EPOCH, new Report.Observed(new InstanceId("i-1"), 1, 1, 1, sighting));
    }

    private static Configuration read(ProviderReport report) {
        return ((Report.Observed) ReportMapping.fromAvro(report)).sighting().configuration();
    }
}
