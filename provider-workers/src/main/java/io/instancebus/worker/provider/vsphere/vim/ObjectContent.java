package io.instancebus.worker.provider.vsphere.vim;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with those of its properties that were asked for and are set. */
public record ObjectContent(ManagedObject object, Map<String, Element> properties) {
    public ObjectContent {
        properties = Map.copyOf(properties);
    }

    static ObjectContent of(Element content) {
        Map<String, Element> properties = new HashMap<>();
        content.children("propSet")
                .forEach(each -> each.child("val").ifPresent(value -> properties.put(each.required("name"), value)));
        return new ObjectContent(
                content.managedObject("obj").orElseThrow(() -> new IllegalStateException("content of no object")),
                properties);
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
