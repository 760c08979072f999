package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A component that is added to the details, and forgotten here, would change without a word. */
class DetailChangeTest {
    private static final InstanceDetails NOTHING =
            InstanceDetails.builder("img0").build();
    private static final InstanceDetails ALL = new InstanceDetails(
            "web",
            "img1",
            "eu",
            new HardwareProfile("m1", Map.of("memory", "512", "cpu", "2")),
            "key",
            List.of("fw-1", "fw-2"),
            Map.of("env", "prod"),
            "owner",
            "n-1",
            List.of(new Address("192.0.2.7", AddressType.IPV4)),
            List.of(new Address("10.0.0.7", AddressType.IPV4)),
            2222,
            Instant.parse("2026-01-02T03:04:05Z"),
            "root",
            "SHA256:x",
            null);

    @Test
    void everyDetailButThePasswordIsCompared() {
        assertThat(DetailChange.between(NOTHING, ALL).stream().map(DetailChange::field))
                .containsExactlyElementsOf(Stream.of(InstanceDetails.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> !name.equals("adminPassword"))
                        .toList());
    }

    @Test
    void valuesAreTextsForPeople() {
        assertThat(DetailChange.between(NOTHING, ALL))
                .contains(
                        new DetailChange("imageId", "img0", "img1"),
                        new DetailChange("hardwareProfile", null, "m1, cpu=2, memory=512"),
                        new DetailChange("firewalls", null, "fw-1, fw-2"),
                        new DetailChange("sshPort", null, "2222"),
                        new DetailChange("launchedAt", null, "2026-01-02T03:04:05Z"));
    }

    @Test
    void theSameDetailsHaveNoChange() {
        assertThat(DetailChange.between(ALL, ALL.toBuilder().build())).isEmpty();
    }
}
