package io.instancebus.provider.vsphere.vim;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with the requested properties that are set. */
public record ObjectContent(ManagedObject object, Map<String, Element> properties) {
    public ObjectContent {
        properties = Map.copyOf(properties);
    }

    /** Ignores properties without a name. */
    static ObjectContent of(Element content) {
        Map<String, Element> properties = new HashMap<>();
        for (Element each : content.children("propSet")) {
            String name = each.text("name");
            if (name != null) {
                each.child("val").ifPresent(value -> properties.put(name, value));
            }
        }
        return new ObjectContent(content.managedObject("obj").orElse(ManagedObject.UNNAMED), properties);
    }

    public @Nullable String text(String path) {
        Element value = properties.get(path);
        return value == null ? null : value.text();
    }

    public @Nullable ManagedObject reference(String path) {
        Element value = properties.get(path);
        return value == null ? null : value.managedObject();
    }

    public boolean isTrue(String path) {
        return "true".equals(text(path));
    }
}
