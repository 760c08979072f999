package io.instancebus.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.CatalogueChanged;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Catalogue;
import io.instancebus.mapping.AccountEventMapping;
import io.instancebus.schemas.serde.WireFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CarriedTest {
    private static final List<Catalogue.Realm> REALMS = List.of(new Catalogue.Realm("nova", "nova", true));
    private static final List<Catalogue.Profile> PROFILES =
            List.of(new Catalogue.Profile("1", "m1.small", Map.of("cpu", "1")));

    private static AccountEvent event(List<Catalogue.Image> images) {
        Catalogue catalogue = new Catalogue(images, REALMS, PROFILES);
        AccountNews news = Carried.of("lab", new AccountNews.CatalogueChanged(catalogue));
        return AccountEventMapping.toAvro("lab", "openstack", Instant.EPOCH, news);
    }

    private static List<Catalogue.Image> images(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> new Catalogue.Image("image-%06d".formatted(i), "ü".repeat(60), null, "x86_64", "owner"))
                .toList();
    }

    @Test
    void aCatalogueIsToldWhole() {
        CatalogueChanged told = event(images(1_000)).getCatalogueChanged();
        assertThat(told.getImages()).hasSize(1_000);
        assertThat(told.getRealms()).hasSize(1);
        assertThat(told.getHardwareProfiles()).hasSize(1);
    }

    /** The broker would always refuse the record, and no other news of the account could be published. */
    @Test
    void ofACatalogueThatIsTooLongForARecordTheFirstImagesAreTold() throws IOException {
        AccountEvent event = event(images(10_000));
        CatalogueChanged told = event.getCatalogueChanged();
        assertThat(AccountEvent.getEncoder().encode(event).remaining())
                .isBetween(WireFormat.MAX_BYTES - (200 << 10), WireFormat.MAX_BYTES);
        assertThat(told.getImages().getFirst().getId()).isEqualTo("image-000000");
        assertThat(told.getRealms()).hasSize(1);
        assertThat(told.getHardwareProfiles()).hasSize(1);
    }
}
