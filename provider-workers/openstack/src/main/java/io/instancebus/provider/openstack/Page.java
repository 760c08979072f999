package io.instancebus.provider.openstack;

import io.instancebus.provider.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of a list. OpenStack's link to the next page is not followed.
 *
 * @param more whether further pages exist
 */
record Page(List<JsonNode> elements, boolean more) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** @throws Unreadable if the answer has no list of that name */
    static Page of(String answer, String name) {
        JsonNode root = JSON.readTree(answer);
        if (!root.path(name).isArray()) {
            throw new Unreadable("it has no list of " + name);
        }
        List<JsonNode> elements = root.path(name).valueStream().toList();
        boolean more = root.path("next").isString()
                || root.path(name + "_links")
                        .valueStream()
                        .anyMatch(link -> link.path("rel").asString("").equals("next"));
        return new Page(elements, more && !elements.isEmpty());
    }

    /** The id of an element; null if it has none. */
    static @Nullable String id(JsonNode element) {
        String id = element.path("id").asString("");
        return id.isEmpty() ? null : id;
    }

    /** The last element with an id: the next page begins after it. */
    private @Nullable String marker() {
        return elements.reversed().stream()
                .map(Page::id)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Requests the page after a marker; null for the first page. */
    @FunctionalInterface
    interface Ask<X extends Exception> {
        Page after(@Nullable String marker) throws X;
    }

    /**
     * The elements of all pages.
     *
     * @param most the number of elements after which no further page is requested
     * @throws Unreadable if more pages exist but cannot be reached
     */
    static <X extends Exception> All all(int most, Ask<X> ask) throws X {
        List<JsonNode> all = new ArrayList<>();
        String marker = null;
        Page page;
        do {
            page = ask.after(marker);
            all.addAll(page.elements);
            String next = page.marker();
            if (page.more && (next == null || next.equals(marker))) {
                throw new Unreadable("its list continues, but no element has an id for the next page");
            }
            marker = next;
        } while (page.more && all.size() < most);
        return new All(all, page.more);
    }

    /** @param cut whether elements were cut */
    record All(List<JsonNode> elements, boolean cut) {}
}
