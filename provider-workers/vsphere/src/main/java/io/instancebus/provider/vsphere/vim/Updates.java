package io.instancebus.provider.vsphere.vim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of changes.
 *
 * @param version the version to continue from
 * @param truncated whether more changes are available at once
 */
public record Updates(String version, boolean truncated, List<Change> changes) {
    /** The name of a property that stands for a change that vCenter does not specify. */
    public static final String UNCLEAR = "";

    public Updates {
        changes = List.copyOf(changes);
    }

    /** The change of one object. */
    public sealed interface Change {
        ManagedObject object();
    }

    /** The object exists, with these properties. May come for an object that is known already. */
    public record Entered(ManagedObject object, Map<String, Element> properties) implements Change {}

    /** These properties have changed; an empty value is no longer set. */
    public record Modified(ManagedObject object, Map<String, Optional<Element>> properties) implements Change {}

    /** The object no longer exists, or is no longer visible. */
    public record Left(ManagedObject object) implements Change {}

    static Updates of(Element set) {
        List<Change> changes = new ArrayList<>();
        for (Element filter : set.children("filterSet")) {
            filter.children("objectSet").forEach(each -> changes.add(change(each)));
        }
        return new Updates(set.required("version"), "true".equals(set.text("truncated")), changes);
    }

    private static Change change(Element update) {
        ManagedObject object = update.managedObject("obj").orElse(ManagedObject.UNNAMED);
        Map<String, Optional<Element>> properties = new HashMap<>();
        for (Element each : update.children("changeSet")) {
            String name = each.text("name");
            properties.put(name == null ? UNCLEAR : name, name == null ? Optional.of(each) : each.child("val"));
        }
        String kind = update.text("kind");
        return switch (kind == null ? "" : kind) {
            case "enter" -> {
                Map<String, Element> present = new HashMap<>();
                properties.forEach((name, value) -> value.ifPresent(it -> present.put(name, it)));
                yield new Entered(object, present);
            }
            case "leave" -> new Left(object);
            case "modify" -> new Modified(object, properties);
            default -> {
                properties.put(UNCLEAR, Optional.of(update));
                yield new Modified(object, properties);
            }
        };
    }
}
