package io.instancebus.worker.guard;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.Text;
import io.instancebus.provider.Capabilities;
import io.instancebus.provider.CreatedInstance;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what adapters return. An invalid result is an {@link AdapterBug}. */
final class Results {
    /** The maximum number of ids in one change hint; a longer one counts for all instances. */
    private static final int HINTED = 10_000;

    /** The maximum number of elements that a catalogue names as left out. */
    private static final int LEFT_OUT = 20;

    private Results() {}

    static <T> T required(@Nullable T result) {
        if (result == null) {
            throw new AdapterBug("the provider's adapter returned null");
        }
        return result;
    }

    static CreatedInstance created(@Nullable CreatedInstance result) {
        CreatedInstance created = required(result);
        String id = nativeId(created.nativeId());
        return new CreatedInstance(
                id,
                required(created.adminPassword()),
                required(created.sighting())
                        .filter(sighting -> isOf(id, sighting))
                        .map(sighting -> sighting.withNativeId(id)));
    }

    static Optional<String> found(@Nullable Optional<String> result) {
        return required(result).map(Results::nativeId);
    }

    /** A longer id, or one with invalid characters, cannot be carried on the bus. */
    private static String nativeId(@Nullable String result) {
        String id = required(result);
        if (id.isBlank() || !Text.isWhole(id) || !Text.fit(id, Text.NATIVE_ID).equals(id)) {
            throw new AdapterBug("the provider's adapter returned an invalid native id of " + id.length()
                    + " characters; valid is a text of 1 to " + Text.NATIVE_ID);
        }
        return id;
    }

    /** A sighting of each of these machines and of no other; UNKNOWN for a machine that is shown as another one. */
    static Map<String, Sighting> described(Collection<String> nativeIds, @Nullable Map<String, Sighting> result) {
        Map<String, Sighting> answer = required(result);
        Map<String, Sighting> described = new HashMap<>();
        for (String nativeId : nativeIds) {
            Sighting sighting = answer.get(nativeId);
            if (sighting == null) {
                throw new AdapterBug("the provider's adapter left out " + nativeId + " that it was asked for");
            }
            described.put(nativeId, isOf(nativeId, sighting) ? sighting : shownAs(sighting));
        }
        return described;
    }

    private static boolean isOf(String nativeId, Sighting sighting) {
        return sighting.nativeId() == null || sighting.nativeId().equals(nativeId);
    }

    private static Sighting shownAs(Sighting another) {
        return Sighting.unclear(Failure.of(
                FailureCategory.INTERNAL, "the provider's adapter shows another machine: " + another.nativeId()));
    }

    static Catalogue catalogue(@Nullable Catalogue result) {
        Catalogue catalogue = required(result);
        return new Catalogue(
                List.copyOf(catalogue.images()),
                List.copyOf(catalogue.realms()),
                List.copyOf(catalogue.hardwareProfiles()),
                catalogue.leftOut().stream()
                        .map(Results::required)
                        .limit(LEFT_OUT)
                        .toList());
    }

    static Capabilities capabilities(@Nullable Capabilities result) {
        Capabilities capabilities = required(result);
        if (capabilities.describeBatch() < 1) {
            throw new AdapterBug("the provider's adapter describes " + capabilities.describeBatch()
                    + " instances at once; valid is 1 or more");
        }
        return capabilities;
    }

    /** The instances of a change hint; none for all. */
    static Set<String> hinted(@Nullable Set<String> result) {
        return result == null || result.size() > HINTED ? Set.of() : Set.copyOf(result);
    }
}
