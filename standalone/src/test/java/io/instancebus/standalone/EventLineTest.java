package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Cause;
import io.instancebus.avro.DetailChange;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLineTest {
    @Test
    void aChangeThatNoCommandLedToIsSaidFirst() {
        String line = EventLine.of(
                detailsChanged(List.of(
                        new DetailChange("name", "web-1", "mine"),
                        new DetailChange("publicAddresses", "192.0.2.1", null))),
                "web-1");

        assertThat(line)
                .endsWith(
                        "name from web-1 to mine (drift); publicAddresses from 192.0.2.1 to nothing (drift); image img1");
    }

    private static InstanceEvent detailsChanged(List<DetailChange> changes) {
        InstanceDetails details = new InstanceDetails();
        details.setImageId("img1");
        details.setPublicAddresses(List.of());
        InstanceEvent event = new InstanceEvent();
        event.setInstanceId("i-1");
        event.setSequence(7);
        event.setRecordedAt(Instant.parse("2026-01-02T03:04:05Z"));
        event.setType("InstanceDetailsChanged");
        event.setInstanceDetailsChanged(new InstanceDetailsChanged(details, Cause.DRIFT, changes));
        return event;
    }
}
