package io.instancebus.worker.report;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Catalogue;
import io.instancebus.schemas.serde.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits a catalogue to the size of one record: a longer one would never be accepted, and no further news of its
 * account could be published. Realms and hardware profiles come first; images at the end of the list are omitted.
 */
final class Carried {
    /** The rest of the record has enough space for everything else. */
    private static final int MOST_BYTES = WireFormat.MAX_BYTES - (16 << 10);

    private static final Logger log = LoggerFactory.getLogger(Carried.class);

    private int left = MOST_BYTES;

    private Carried() {}

    /** The news with as much of its catalogue as one record can carry. */
    static AccountNews of(String account, AccountNews news) {
        if (!(news instanceof AccountNews.CatalogueChanged(Catalogue all))) {
            return news;
        }
        Catalogue carried = of(all);
        if (!carried.equals(all)) {
            log.atWarn()
                    .addKeyValue("account", account)
                    .addKeyValue("images", all.images().size())
                    .addKeyValue("carried", carried.images().size())
                    .log("The catalogue exceeds the size of a record; the images at its end are omitted");
        }
        return new AccountNews.CatalogueChanged(carried);
    }

    private static Catalogue of(Catalogue all) {
        Carried carried = new Carried();
        List<Catalogue.Realm> realms = carried.first(all.realms(), realm -> 1 + size(realm.id(), realm.name()));
        List<Catalogue.Profile> profiles = carried.first(all.hardwareProfiles(), Carried::size);
        return new Catalogue(carried.first(all.images(), Carried::size), realms, profiles, all.leftOut());
    }

    private <T> List<T> first(List<T> items, ToIntFunction<T> size) {
        List<T> first = new ArrayList<>();
        for (T item : items) {
            left -= size.applyAsInt(item);
            if (left < 0) {
                break;
            }
            first.add(item);
        }
        return first;
    }

    private static int size(Catalogue.Profile profile) {
        int properties = profile.properties().entrySet().stream()
                .mapToInt(property -> size(property.getKey(), property.getValue()))
                .sum();
        return size(profile.id(), profile.name()) + properties + 8;
    }

    private static int size(Catalogue.Image image) {
        return size(image.id(), image.name(), image.description(), image.architecture(), image.ownerId());
    }

    /** The maximum size of texts in Avro: each has its length before it, and may have the branch of its union. */
    private static int size(@Nullable String... texts) {
        return Stream.of(texts)
                .mapToInt(text -> text == null ? 1 : text.getBytes(StandardCharsets.UTF_8).length + 6)
                .sum();
    }
}
