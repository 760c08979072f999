package io.instancebus.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * Which versions a new schema must understand or be understood by. Backward: the new one reads what the old one wrote;
 * forward: the old one reads what the new one writes; transitive: all old ones, else only the last.
 */
enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    /** @throws RegistryProblem 42203 if there is no such level */
    static CompatibilityLevel parse(String name) {
        return Stream.of(values())
                .filter(level -> level.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> RegistryProblem.invalidLevel(name));
    }

    /**
     * What is wrong with a new schema, in words; nothing if it may follow.
     *
     * @param olderFirst the schemas that went before
     */
    List<String> conflicts(Schema candidate, List<Schema> olderFirst) {
        var relevant = transitive || olderFirst.isEmpty() ? olderFirst : List.of(olderFirst.getLast());
        var conflicts = new ArrayList<String>();
        for (Schema older : relevant.reversed()) {
            if (backward) {
                conflicts.addAll(unreadable(candidate, older, "the new schema cannot read what the old one wrote"));
            }
            if (forward) {
                conflicts.addAll(unreadable(older, candidate, "the old schema cannot read what the new one writes"));
            }
        }
        return conflicts.stream().distinct().toList();
    }

    private static List<String> unreadable(Schema reader, Schema writer, String meaning) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(each -> meaning + ": " + each.getType() + " at " + each.getLocation() + ": " + each.getMessage())
                .toList();
    }
}
