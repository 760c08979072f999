package io.instancebus.domain;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images, realms and hardware profiles that an account offers.
 *
 * @param leftOut the elements that the provider listed and the adapter could not read
 */
public record Catalogue(List<Image> images, List<Realm> realms, List<Profile> hardwareProfiles, List<LeftOut> leftOut) {

    /** A catalogue with nothing left out. */
    public Catalogue(List<Image> images, List<Realm> realms, List<Profile> hardwareProfiles) {
        this(images, realms, hardwareProfiles, List.of());
    }

    private static String checked(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("it has no id");
        }
        if (id.length() > Text.NATIVE_ID) {
            throw new IllegalArgumentException("its id has " + id.length() + " characters");
        }
        return id;
    }

    /**
     * An element that could not be read.
     *
     * @param kind image, realm or hardware profile
     * @param id null if it has none
     */
    public record LeftOut(String kind, @Nullable String id, String reason) {
        public LeftOut {
            kind = Text.fit(kind, Text.WORD);
            id = Text.fitOrNull(id, Text.WORD);
            reason = Text.fit(reason, Text.WORD);
        }
    }

    /** Cuts texts other than the id to their bounds. An invalid id is an IllegalArgumentException. */
    public record Image(
            String id,
            String name,
            @Nullable String description,
            @Nullable String architecture,
            @Nullable String ownerId) {
        public Image {
            id = checked(id);
            name = Text.fit(name, Text.WORD);
            description = Text.fitOrNull(description, Text.SENTENCES);
            architecture = Text.fitOrNull(architecture, Text.WORD);
            ownerId = Text.fitOrNull(ownerId, Text.WORD);
        }
    }

    /** As of an image. */
    public record Realm(String id, String name, boolean available) {
        public Realm {
            id = checked(id);
            name = Text.fit(name, Text.WORD);
        }
    }

    /**
     * As of an image.
     *
     * @param properties cpu, memory (MB), storage (GB), architecture
     */
    public record Profile(String id, String name, Map<String, String> properties) {
        public Profile {
            id = checked(id);
            name = Text.fit(name, Text.WORD);
            Map<String, String> fitting = new TreeMap<>();
            properties.forEach((key, value) -> fitting.put(key, Text.fit(value, Text.WORD)));
            properties = Collections.unmodifiableMap(fitting);
        }
    }
}
