package io.instancebus.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the registry knows after some of its records, never changed once made: {@link #after} gives the next one.
 *
 * @param subjects the versions of each subject, deleted ones too, by their number
 * @param texts the schema of each id that was ever given
 * @param levels the compatibility of subjects that have their own
 */
record RegistryState(
        SortedMap<String, SortedMap<Integer, SchemaVersion>> subjects,
        SortedMap<Integer, String> texts,
        Map<String, CompatibilityLevel> levels,
        CompatibilityLevel commonLevel) {

    static final RegistryState EMPTY = new RegistryState(
            Collections.emptySortedMap(), Collections.emptySortedMap(), Map.of(), CompatibilityLevel.FULL_TRANSITIVE);

    /** Whether a record leaves every id its schema. */
    boolean allows(RegistryRecord written) {
        return switch (written) {
            case RegistryRecord.Version(SchemaVersion version) ->
                texts.getOrDefault(version.id(), version.schema()).equals(version.schema());
            case RegistryRecord.Level level -> true;
        };
    }

    RegistryState after(RegistryRecord written) {
        return switch (written) {
            case RegistryRecord.Version(SchemaVersion version) -> afterVersion(version);
            case RegistryRecord.Level(var subject, var level)
            when subject == null -> new RegistryState(subjects, texts, levels, level);
            case RegistryRecord.Level(var subject, var level) -> {
                var nextLevels = new HashMap<>(levels);
                nextLevels.put(subject, level);
                yield new RegistryState(subjects, texts, nextLevels, commonLevel);
            }
        };
    }

    private RegistryState afterVersion(SchemaVersion version) {
        var versions = new TreeMap<Integer, SchemaVersion>(
                subjects.getOrDefault(version.subject(), Collections.emptySortedMap()));
        versions.put(version.version(), version);
        var nextSubjects = new TreeMap<>(subjects);
        nextSubjects.put(version.subject(), versions);
        var nextTexts = new TreeMap<>(texts);
        nextTexts.put(version.id(), version.schema());
        return new RegistryState(nextSubjects, nextTexts, levels, commonLevel);
    }

    /** Oldest first; empty if there is no such subject. */
    List<SchemaVersion> versions(String subject, boolean withDeleted) {
        return subjects.getOrDefault(subject, Collections.emptySortedMap()).values().stream()
                .filter(version -> withDeleted || !version.deleted())
                .toList();
    }

    List<SchemaVersion> versionsOf(int id, boolean withDeleted) {
        var found = new ArrayList<SchemaVersion>();
        subjects.values().stream()
                .map(SortedMap::values)
                .flatMap(Collection::stream)
                .filter(version -> version.id() == id && (withDeleted || !version.deleted()))
                .forEach(found::add);
        return found;
    }

    Optional<Integer> idOf(String text) {
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().equals(text))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    int nextId() {
        return texts.isEmpty() ? 1 : texts.lastKey() + 1;
    }

    int nextVersion(String subject) {
        var versions = versions(subject, true);
        return versions.isEmpty() ? 1 : versions.getLast().version() + 1;
    }

    CompatibilityLevel levelOf(String subject) {
        return levels.getOrDefault(subject, commonLevel);
    }
}
