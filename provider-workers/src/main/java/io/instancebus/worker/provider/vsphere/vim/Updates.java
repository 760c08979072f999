package io.instancebus.worker.provider.vsphere.vim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has changed.
 *
 * @param version to go on from
 * @param truncated whether there is more at once
 */
public record Updates(String version, boolean truncated, List<Change> changes) {
    public Updates {
        changes = List.copyOf(changes);
    }

    /** What has become of one object. */
    public sealed interface Change {
        ManagedObject object();
    }

    /** It is there, with these properties. May be said of an object that is known already. */
    public record Entered(ManagedObject object, Map<String, Element> properties) implements Change {}

    /** These properties are different; an empty one is not set any more. */
    public record Modified(ManagedObject object, Map<String, Optional<Element>> properties) implements Change {}

    /** It is there no more, or not visible any more. */
    public record Left(ManagedObject object) implements Change {}

    static Updates of(Element set) {
        List<Change> changes = new ArrayList<>();
        for (Element filter : set.children("filterSet")) {
            filter.children("objectSet").forEach(each -> changes.add(change(each)));
        }
        return new Updates(set.required("version"), "true".equals(set.text("truncated")), changes);
    }

    private static Change change(Element update) {
        ManagedObject object =
                update.managedObject("obj").orElseThrow(() -> new IllegalStateException("an update of no object"));
        Map<String, Optional<Element>> properties = new HashMap<>();
        for (Element each : update.children("changeSet")) {
            properties.put(each.required("name"), each.child("val"));
        }
        return switch (update.required("kind")) {
            case "enter" -> {
                Map<String, Element> present = new HashMap<>();
                properties.forEach((name, value) -> value.ifPresent(it -> present.put(name, it)));
                yield new Entered(object, present);
            }
            case "leave" -> new Left(object);
            default -> new Modified(object, properties);
        };
    }
}
