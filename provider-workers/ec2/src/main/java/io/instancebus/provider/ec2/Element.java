package io.instancebus.provider.ec2;

import io.instancebus.provider.Unreadable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An element of an answer. Its names are local names, so that the namespace of an API version does not matter. */
record Element(String name, String text, List<Element> children) {
    Element {
        children = List.copyOf(children);
    }

    /** The element at a path of names; the first one of each name. */
    Optional<Element> at(String... path) {
        Optional<Element> here = Optional.of(this);
        for (String name : path) {
            here = here.flatMap(element -> element.children.stream()
                    .filter(child -> child.name.equals(name))
                    .findFirst());
        }
        return here;
    }

    /** The text at the path; null if there is none. */
    @Nullable
    String get(String... path) {
        return at(path).map(Element::text).filter(text -> !text.isEmpty()).orElse(null);
    }

    /** @throws Unreadable if there is none */
    String required(String... path) {
        String text = get(path);
        if (text == null) {
            throw new Unreadable(name + " has no " + String.join("/", path));
        }
        return text;
    }

    /** The items of an optional list. */
    List<Element> items(String... path) {
        return at(path).map(Element::items).orElse(List.of());
    }

    /**
     * The items of a required list, which may be empty.
     *
     * @throws Unreadable if the list is missing
     */
    List<Element> requiredItems(String list) {
        return at(list).map(Element::items).orElseThrow(() -> new Unreadable(name + " has no " + list));
    }

    private List<Element> items() {
        List<Element> items =
                children.stream().filter(child -> child.name.equals("item")).toList();
        if (items.isEmpty() && !children.isEmpty()) {
            throw new Unreadable(name + " has elements, but none of them is an item");
        }
        return items;
    }
}
