package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A component that is added to a record, and forgotten in its builder, is lost with the first change of another. */
class BuildersTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final ProtectedText.Sealed SEALED =
            new ProtectedText.Sealed("workers", new Bytes(new byte[32]), new Bytes(new byte[16]));
    private static final List<Address> PUBLIC = List.of(new Address("192.0.2.7", AddressType.IPV4));
    private static final List<Address> PRIVATE = List.of(new Address("10.0.0.7", AddressType.IPV4));

    @Test
    void aSightingKeepsAllThatItIsNotToldToChange() {
        Report.Sighting whole = new Report.Sighting(
                SightingState.ERROR,
                "broken",
                "n-1",
                PUBLIC,
                PRIVATE,
                2222,
                TIME,
                "owner",
                "root",
                50,
                Failure.of(FailureCategory.INTERNAL, "why"),
                new Configuration("web", null, null, null, "key", null));
        assertThat(whole).hasNoNullFieldsOrProperties();
        assertThat(whole.toBuilder().build()).isEqualTo(whole);
    }

    @Test
    void detailsKeepAllThatTheyAreNotToldToChange() {
        InstanceDetails whole = new InstanceDetails(
                "web",
                "img1",
                "eu",
                new HardwareProfile("m1", Map.of("cpu", "2")),
                "key",
                List.of("fw"),
                Map.of("env", "prod"),
                "owner",
                "n-1",
                PUBLIC,
                PRIVATE,
                2222,
                TIME,
                "root",
                "SHA256:x",
                new AdminPassword(new CommandId("c-1"), SEALED, null));
        assertThat(whole).hasNoNullFieldsOrProperties();
        assertThat(whole.toBuilder().build()).isEqualTo(whole);
    }
}
