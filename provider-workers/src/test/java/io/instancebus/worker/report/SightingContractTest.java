package io.instancebus.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker reports of how a machine is set up. */
class SightingContractTest {
    @Test
    void whatTheProviderSaysIsReportedWhole() {
        InstanceObserved whole = reported(new Configuration(
                "web",
                new Named("img1", List.of("sha256:1")),
                new Named("zone-a", List.of("subnet-1")),
                new Named("small", List.of()),
                "operators",
                List.of(new Named("sg-1", List.of("web")), new Named("sg-2", List.of()))));

        assertThat(whole.getConfiguration())
                .isEqualTo(new ObservedConfiguration(
                        "web",
                        new NamedThing("img1", List.of("sha256:1")),
                        new NamedThing("zone-a", List.of("subnet-1")),
                        new NamedThing("small", List.of()),
                        "operators",
                        List.of(new NamedThing("sg-1", List.of("web")), new NamedThing("sg-2", List.of()))));
    }

    @Test
    void whatTheProviderDoesNotSayIsLeftOut() {
        assertThat(reported(Configuration.UNSAID).getConfiguration()).isNull();
        assertThat(reported(new Configuration(null, null, null, null, "operators", null))
                        .getConfiguration())
                .isEqualTo(new ObservedConfiguration(null, null, null, null, "operators", null));
    }

    private static InstanceObserved reported(Configuration configuration) {
        Sighting sighting =
                Sighting.of(SightingState.RUNNING).withNativeId("n-1").withConfiguration(configuration);
        return ReportWriter.report(
                        "main",
                        "worker-1",
                        Instant.EPOCH,
                        new Report.Observed(new InstanceId("i-1"), 1, 1, 1, sighting))
                .getInstanceObserved();
    }
}
