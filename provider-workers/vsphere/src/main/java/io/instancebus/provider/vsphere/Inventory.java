package io.instancebus.provider.vsphere;

import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.vsphere.vim.ManagedObject;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import io.instancebus.provider.vsphere.vim.Properties;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The places and templates of a vCenter at one moment.
 *
 * @param unnamed the number of objects that vCenter shows without a reference
 */
record Inventory(Map<ManagedObject, ObjectContent> objects, int unnamed) {
    /** The maximum depth of folders; vCenter's own is lower. */
    private static final int DEEPEST = 1_000;

    static final List<String> TYPES = List.of(
            "Datacenter",
            "Folder",
            "ComputeResource",
            "ClusterComputeResource",
            "ResourcePool",
            "Datastore",
            "StoragePod",
            "Network",
            Machine.TYPE);

    static final Set<String> DATACENTERS = Set.of("Datacenter");
    static final Set<String> CLUSTERS = Set.of("ClusterComputeResource", "ComputeResource");
    static final Set<String> POOLS = Set.of("ResourcePool", "VirtualApp");
    static final Set<String> FOLDERS = Set.of("Folder");
    static final Set<String> DATASTORES = Set.of("Datastore", "StoragePod");
    static final Set<String> NETWORKS = Set.of("Network", "DistributedVirtualPortgroup", "OpaqueNetwork");
    static final Set<String> MACHINES = Set.of(Machine.TYPE);

    Inventory {
        objects = Map.copyOf(objects);
    }

    static Inventory of(Collection<ObjectContent> found) {
        Map<ManagedObject, ObjectContent> objects = new LinkedHashMap<>();
        found.stream()
                .filter(each -> !each.object().equals(ManagedObject.UNNAMED))
                .forEach(each -> objects.put(each.object(), each));
        int unnamed = (int) found.stream()
                .filter(each -> each.object().equals(ManagedObject.UNNAMED))
                .count();
        return new Inventory(objects, unnamed);
    }

    static Properties properties(ManagedObject view) {
        return new Properties(
                List.of(
                        ofType("Datacenter", "vmFolder"),
                        ofType("Folder"),
                        ofType("ComputeResource", "resourcePool"),
                        ofType("ResourcePool"),
                        ofType("Datastore", "summary.freeSpace", "summary.accessible"),
                        ofType("Network"),
                        ofType(Machine.TYPE, "config.template", "config.guestFullName", "resourcePool")),
                List.of(new Properties.From(view, "view")));
    }

    private static Properties.OfType ofType(String type, String... more) {
        return new Properties.OfType(
                type,
                Stream.concat(Stream.of("name", "parent"), Stream.of(more)).toList());
    }

    Stream<ObjectContent> of(Set<String> types) {
        return objects.values().stream()
                .filter(each -> types.contains(each.object().type()))
                .sorted(Comparator.comparing(each -> path(each.object())));
    }

    /** All templates, and machines of which it is not clear. */
    List<ObjectContent> templates() {
        return of(MACHINES)
                .filter(each -> each.text("config.template") != null && !"false".equals(each.text("config.template")))
                .toList();
    }

    /** The inventory path without the root and without a leading slash; the reference of an object without a path. */
    String path(ManagedObject object) {
        return readPath(object).orElse(object.value());
    }

    /** Whether it has a path: its parent folders do not form a circle. */
    boolean hasPath(ObjectContent object) {
        return readPath(object.object()).isPresent();
    }

    private Optional<String> readPath(ManagedObject object) {
        Deque<String> names = new ArrayDeque<>();
        ObjectContent at = objects.get(object);
        while (at != null) {
            if (names.size() == DEEPEST) {
                return Optional.empty();
            }
            names.push(name(at));
            ManagedObject parent = at.reference("parent");
            at = parent == null ? null : objects.get(parent);
        }
        return Optional.of(String.join("/", names));
    }

    static String name(ObjectContent object) {
        String name = object.text("name");
        return name == null ? object.object().value() : name;
    }

    /** Finds an object by its reference, its path, or its name if no other has the same. */
    ObjectContent find(String kind, Set<String> types, String wanted) throws ProviderFailure {
        String sought = wanted.startsWith("/") ? wanted.substring(1) : wanted;
        List<ObjectContent> exact = of(types)
                .filter(each -> each.object().value().equals(sought)
                        || path(each.object()).equals(sought))
                .toList();
        List<ObjectContent> found = exact.isEmpty()
                ? of(types).filter(each -> name(each).equals(sought)).toList()
                : exact;
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw ProviderFailure.of(
                    FailureCategory.NOT_FOUND, "NotFound", "vCenter shows no " + kind + " \"" + wanted + "\"");
        }
        throw ProviderFailure.of(
                FailureCategory.INVALID,
                "AmbiguousName",
                "there are " + found.size() + " of the " + kind + " \"" + wanted + "\"; name it by its path, like "
                        + path(found.getFirst().object()));
    }

    Optional<ObjectContent> get(@Nullable ManagedObject object) {
        return object == null ? Optional.empty() : Optional.ofNullable(objects.get(object));
    }

    /** Whether the object is the other one or is inside of it. */
    boolean within(ManagedObject object, ManagedObject above) {
        String outer = path(above);
        String inner = path(object);
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }

    /** The id of a template in the catalogue: its name; its path if another template has the same name. */
    String imageId(ObjectContent template) {
        String name = name(template);
        boolean alone = of(MACHINES).filter(each -> name(each).equals(name)).count() == 1;
        return alone ? name : path(template.object());
    }
}
