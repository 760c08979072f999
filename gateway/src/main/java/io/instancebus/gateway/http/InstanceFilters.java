package io.instancebus.gateway.http;

import io.instancebus.domain.InstanceState;
import io.instancebus.domain.ProviderType;
import io.instancebus.view.InstanceFilter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a query for instances. */
final class InstanceFilters {
    private static final String TAG = "tag.";
    static final Set<String> NAMES =
            Set.of("state", "provider", "account", "realmId", "imageId", "ownerId", "name", "tag", TAG);

    private InstanceFilters() {}

    static InstanceFilter of(Query query) {
        return new InstanceFilter(
                state(query.text("state")),
                provider(query.text("provider")),
                query.text("account"),
                query.text("realmId"),
                query.text("imageId"),
                query.text("ownerId"),
                query.text("name"),
                tags(query));
    }

    private static @Nullable String state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String state = text.toUpperCase(Locale.ROOT);
        List<String> states =
                Arrays.stream(InstanceState.values()).map(Enum::name).toList();
        if (!states.contains(state)) {
            throw Query.refuse("state", "must be one of " + String.join(", ", states));
        }
        return state;
    }

    private static @Nullable String provider(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String provider = text.toLowerCase(Locale.ROOT);
        if (!ProviderType.isName(provider)) {
            throw Query.refuse(
                    "provider", "must be a lower-case letter, then up to 39 lower-case letters, digits and hyphens");
        }
        return provider;
    }

    private static Map<String, String> tags(Query query) {
        Map<String, String> tags = new HashMap<>();
        query.all().forEach((name, values) -> {
            for (String value : values) {
                if (name.equals("tag")) {
                    pair(tags, value);
                } else if (name.startsWith(TAG)) {
                    put(tags, name.substring(TAG.length()), value);
                }
            }
        });
        return tags;
    }

    private static void pair(Map<String, String> tags, String value) {
        int colon = value.indexOf(':');
        if (colon < 1) {
            throw Query.refuse("tag", "must be NAME:VALUE");
        }
        put(tags, value.substring(0, colon), value.substring(colon + 1));
    }

    private static void put(Map<String, String> tags, String name, String value) {
        if (name.isEmpty()) {
            throw Query.refuse(TAG, "has no name");
        }
        String other = tags.putIfAbsent(name, value);
        if (other != null && !other.equals(value)) {
            throw Query.refuse("tag", "asks for two values of one name, which no instance has");
        }
    }
}
