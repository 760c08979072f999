package io.instancebus.provider.vsphere.vim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PropertyFilterSpec: the properties to read, and the objects.
 *
 * @param paths the property paths by type
 * @param from where the objects are found
 */
public record Properties(List<OfType> paths, List<From> from) {
    public Properties {
        paths = List.copyOf(paths);
        from = List.copyOf(from);
    }

    public record OfType(String type, List<String> paths) {
        public OfType {
            paths = List.copyOf(paths);
        }
    }

    /**
     * @param through the property that leads from the object to the objects that are meant; null for the object itself
     */
    public record From(ManagedObject object, @Nullable String through) {}

    public static Properties of(ManagedObject object, String... paths) {
        return new Properties(List.of(new OfType(object.type(), List.of(paths))), List.of(new From(object, null)));
    }

    void write(Request request, String name) {
        request.open(name);
        for (OfType each : paths) {
            request.open("propSet").text("type", each.type()).flag("all", false);
            request.texts("pathSet", each.paths()).close();
        }
        for (From each : from) {
            request.open("objectSet").reference("obj", each.object());
            request.flag("skip", each.through() != null);
            if (each.through() != null) {
                request.open("selectSet", "TraversalSpec").text("name", each.through());
                request.text("type", each.object().type()).text("path", each.through());
                request.flag("skip", false).close();
            }
            request.close();
        }
        request.close();
    }
}
