package io.instancebus.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A detail before and after a change, as text. The password is not among them: no provider shows it twice.
 *
 * @param field its name in {@link InstanceDetails}
 * @param from null if it was not known
 * @param to null if it is no longer known
 */
public record DetailChange(
        String field, @Nullable String from, @Nullable String to) {
    public DetailChange {
        field = Text.fit(field, Text.WORD);
        from = Text.fitOrNull(from, Text.SENTENCES);
        to = Text.fitOrNull(to, Text.SENTENCES);
    }

    /** The details that differ, in the order of {@link InstanceDetails}. */
    static List<DetailChange> between(InstanceDetails before, InstanceDetails after) {
        Difference difference = new Difference(before, after);
        difference.of("name", InstanceDetails::name);
        difference.of("imageId", InstanceDetails::imageId);
        difference.of("realmId", InstanceDetails::realmId);
        difference.of("hardwareProfile", details -> profile(details.hardwareProfile()));
        difference.of("keyName", InstanceDetails::keyName);
        difference.of("firewalls", details -> joined(details.firewalls()));
        difference.of("tags", details -> pairs(details.tags()));
        difference.of("ownerId", InstanceDetails::ownerId);
        difference.of("nativeId", InstanceDetails::nativeId);
        difference.of("publicAddresses", details -> addresses(details.publicAddresses()));
        difference.of("privateAddresses", details -> addresses(details.privateAddresses()));
        difference.of("sshPort", details -> text(details.sshPort()));
        difference.of("launchedAt", details -> text(details.launchedAt()));
        difference.of("username", InstanceDetails::username);
        difference.of("hostKey", InstanceDetails::hostKey);
        return difference.changes;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(", ", values);
    }

    private static @Nullable String addresses(List<Address> addresses) {
        return joined(addresses.stream().map(Address::address).toList());
    }

    private static @Nullable String pairs(Map<String, String> values) {
        return joined(new TreeMap<>(values)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList());
    }

    private static @Nullable String profile(@Nullable HardwareProfile profile) {
        if (profile == null) {
            return null;
        }
        String overrides = pairs(profile.overrides());
        List<String> parts = new ArrayList<>();
        if (profile.id() != null) {
            parts.add(profile.id());
        }
        if (overrides != null) {
            parts.add(overrides);
        }
        return joined(parts);
    }

    /** Collects the fields that differ. */
    private static final class Difference {
        private final InstanceDetails before;
        private final InstanceDetails after;
        private final List<DetailChange> changes = new ArrayList<>();

        Difference(InstanceDetails before, InstanceDetails after) {
            this.before = before;
            this.after = after;
        }

        void of(String field, Function<InstanceDetails, @Nullable String> value) {
            String from = value.apply(before);
            String to = value.apply(after);
            if (!Objects.equals(from, to)) {
                changes.add(new DetailChange(field, from, to));
            }
        }
    }
}
