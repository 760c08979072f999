package io.instancebus.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the provider reports about a machine: what it was made from, where it is, and how it is reached. A null
 * component is not reported; blank text counts as not reported.
 *
 * @param firewalls the first 50
 */
public record Configuration(
        @Nullable String name,
        @Nullable Named image,
        @Nullable Named realm,
        @Nullable Named hardwareProfile,
        @Nullable String keyName,
        @Nullable List<Named> firewalls) {
    /** The configuration of a provider that reports none. */
    public static final Configuration UNSAID = new Configuration(null, null, null, null, null, null);

    private static final int FIREWALLS = 50;

    /**
     * An element of the provider, by its id in the account's catalogue.
     *
     * @param otherNames other names that the provider accepts for it in a create; the first 8
     */
    public record Named(String id, List<String> otherNames) {
        private static final int NAMES = 8;

        public Named {
            id = Text.fit(id, Text.WORD);
            otherNames = Text.fit(otherNames.stream().limit(NAMES).toList(), Text.WORD);
        }

        /** Null if the provider gives no id. */
        public static @Nullable Named orNull(@Nullable String id, @Nullable String... otherNames) {
            return id == null || id.isBlank()
                    ? null
                    : new Named(
                            id,
                            Stream.of(otherNames)
                                    .filter(Objects::nonNull)
                                    .filter(name -> !name.isBlank())
                                    .toList());
        }

        boolean goesBy(@Nullable String word) {
            return word != null && (word.equals(id) || otherNames.contains(word));
        }

        /** The known name if it is one of this element's names, so that another name is no change; else the id. */
        String as(@Nullable String known) {
            return known != null && goesBy(known) ? known : id;
        }
    }

    public Configuration {
        name = said(Text.fitOrNull(name, Text.WORD));
        image = said(image);
        realm = said(realm);
        hardwareProfile = said(hardwareProfile);
        keyName = said(Text.fitOrNull(keyName, Text.WORD));
        firewalls = firewalls == null
                ? null
                : firewalls.stream()
                        .filter(each -> said(each) != null)
                        .limit(FIREWALLS)
                        .toList();
    }

    private static @Nullable String said(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static @Nullable Named said(@Nullable Named thing) {
        return thing == null || thing.id().isBlank() ? null : thing;
    }

    @Nullable
    String nameOr(@Nullable String known) {
        return name == null ? known : name;
    }

    String imageOr(String known) {
        return image == null ? known : image.as(known);
    }

    @Nullable
    String realmOr(@Nullable String known) {
        return realm == null ? known : realm.as(known);
    }

    @Nullable
    String keyNameOr(@Nullable String known) {
        return keyName == null ? known : keyName;
    }

    /** The reported profile with the known overrides, because a provider reports only the profile. */
    @Nullable
    HardwareProfile hardwareProfileOr(@Nullable HardwareProfile known) {
        if (hardwareProfile == null) {
            return known;
        }
        return known == null
                ? new HardwareProfile(hardwareProfile.id(), Map.of())
                : new HardwareProfile(hardwareProfile.as(known.id()), known.overrides());
    }

    /** The reported firewalls in the known order, so that another order is no change. */
    List<String> firewallsOr(List<String> known) {
        if (firewalls == null) {
            return known;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Named firewall : firewalls) {
            seen.add(known.stream().filter(firewall::goesBy).findFirst().orElse(firewall.id()));
        }
        return seen.equals(Set.copyOf(known)) ? known : List.copyOf(seen);
    }
}
