package io.instancebus.provider.vsphere.vim;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An XML element of a response.
 *
 * @param xsiType the type of its content, without a prefix for types of vim25; null if the schema defines it
 * @param reference the type of the object that its text refers to; null if it is no reference
 */
public record Element(
        String name, @Nullable String xsiType, @Nullable String reference, String text, List<Element> children) {

    public Element {
        children = List.copyOf(children);
    }

    public Optional<Element> child(String wanted) {
        return children.stream().filter(each -> each.name.equals(wanted)).findFirst();
    }

    public List<Element> children(String wanted) {
        return children.stream().filter(each -> each.name.equals(wanted)).toList();
    }

    /** The text of a child; null if there is no such child. */
    public @Nullable String text(String wanted) {
        return child(wanted).map(Element::text).orElse(null);
    }

    /** The text of a child that vCenter always sends. */
    public String required(String wanted) {
        return child(wanted)
                .map(Element::text)
                .orElseThrow(() -> new IllegalStateException("vCenter's " + name + " has no " + wanted));
    }

    /** This element as a reference. */
    public ManagedObject managedObject() {
        return new ManagedObject(reference == null ? "" : reference, text);
    }

    public Optional<ManagedObject> managedObject(String wanted) {
        return child(wanted).map(Element::managedObject);
    }

    /** This element as a time; null if it is not one. */
    public @Nullable Instant instant() {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
