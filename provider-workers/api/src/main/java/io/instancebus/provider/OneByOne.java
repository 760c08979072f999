package io.instancebus.provider;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Catalogue.LeftOut;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a provider's lists separately: it omits and reports an unreadable element, and reads the
 * others. Not thread-safe.
 */
public final class OneByOne {
    /** The maximum number of omitted elements in the report, because an account's record is bounded. */
    static final int MOST_TOLD = 20;

    private static final int LONGEST_TEXT = 200;

    private final List<LeftOut> leftOut = new ArrayList<>();
    /** For each kind, whether at least one of its elements was readable. */
    private final Map<String, Boolean> anyRead = new LinkedHashMap<>();

    /**
     * @param kind image, realm or hardware profile
     * @param id the id of an element, if it has one
     * @param reader reads an element; throws if it cannot
     */
    public <E, T> List<T> read(
            String kind, Collection<E> elements, Function<E, @Nullable String> id, Function<E, T> reader) {
        List<T> read = new ArrayList<>();
        for (E element : elements) {
            try {
                read.add(reader.apply(element));
                anyRead.put(kind, true);
            } catch (RuntimeException e) {
                anyRead.putIfAbsent(kind, false);
                leaveOut(kind, id(element, id), Unreadable.words(e));
            }
        }
        return read;
    }

    private static <E> @Nullable String id(E element, Function<E, @Nullable String> of) {
        try {
            return of.apply(element);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Reports an element that is omitted. */
    public void leaveOut(String kind, @Nullable String id, String reason) {
        if (leftOut.size() < MOST_TOLD) {
            leftOut.add(new LeftOut(
                    kind,
                    id == null || id.isEmpty() ? null : Text.cut(id, LONGEST_TEXT),
                    Text.cut(reason, LONGEST_TEXT)));
        }
    }

    /** The elements omitted so far; the first {@value #MOST_TOLD}. */
    public List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * The catalogue of the elements that were read.
     *
     * @throws ProviderFailure if one of the lists has elements and none is readable: it is not an empty list
     */
    public Catalogue catalogue(
            List<Catalogue.Image> images, List<Catalogue.Realm> realms, List<Catalogue.Profile> hardwareProfiles)
            throws ProviderFailure {
        for (Map.Entry<String, Boolean> kind : anyRead.entrySet()) {
            if (!kind.getValue()) {
                String why = leftOut.stream()
                        .filter(each -> each.kind().equals(kind.getKey()))
                        .findFirst()
                        .map(each -> ": " + each.reason())
                        .orElse("");
                throw ProviderFailure.of(
                        FailureCategory.INTERNAL,
                        null,
                        "nothing in the list of kind " + kind.getKey() + " can be read" + why);
            }
        }
        return new Catalogue(images, realms, hardwareProfiles, leftOut());
    }
}
