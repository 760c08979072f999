package io.instancebus.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.NamedThing;
import io.instancebus.avro.ObservedConfiguration;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.SightingState;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportMappingTest {
    @Test
    void whatTheProviderSaysOfAMachineIsReadWhole() {
        assertThat(read(new ObservedConfiguration(
                        "web",
                        new NamedThing("img1", List.of("sha256:1")),
                        new NamedThing("zone-a", List.of("subnet-1")),
                        new NamedThing("small", List.of()),
                        "operators",
                        List.of(new NamedThing("sg-1", List.of("web"))))))
                .isEqualTo(new Configuration(
                        "web",
                        new Named("img1", List.of("sha256:1")),
                        new Named("zone-a", List.of("subnet-1")),
                        new Named("small", List.of()),
                        "operators",
                        List.of(new Named("sg-1", List.of("web")))));
    }

    @Test
    void aReportOfAnOlderReleaseSaysNothingOfIt() {
        assertThat(read(null)).isEqualTo(Configuration.UNSAID);
    }

    private static Configuration read(@Nullable ObservedConfiguration configuration) {
        InstanceObserved observed = new InstanceObserved();
        observed.setNumber(1);
        observed.setState(SightingState.RUNNING);
        observed.setPublicAddresses(List.of());
        observed.setPrivateAddresses(List.of());
        observed.setConfiguration(configuration);
        ProviderReport report = new ProviderReport();
        report.setInstanceId("i-1");
        report.setType("InstanceObserved");
        report.setInstanceObserved(observed);
        return ((Report.Observed) ReportMapping.report(report)).sighting().configuration();
    }
}
