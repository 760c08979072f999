package io.instancebus.provider.ec2;

import io.instancebus.provider.Unreadable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An element of an answer; its names are local ones, so that an API version's namespace does not matter. */
record Element(String name, String text, List<Element> children) {
    Element {
        children = List.copyOf(children);
    }

    /** Down a path of names; the first of each. */
    Optional<Element> at(String... path) {
        Optional<Element> here = Optional.of(this);
        for (String name : path) {
            here = here.flatMap(element -> element.children.stream()
                    .filter(child -> child.name.equals(name))
                    .findFirst());
        }
        return here;
    }

    /** The text there; null if there is none. */
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

    /** The items of a list, which may be left out. */
    List<Element> items(String... path) {
        return at(path).map(Element::items).orElse(List.of());
    }

    /**
     * The items of a list that must be there, be it empty.
     *
     * @throws Unreadable if it is not
     */
    List<Element> requiredItems(String list) {
        return at(list).map(Element::items).orElseThrow(() -> new Unreadable(name + " has no " + list));
    }

    private List<Element> items() {
        List<Element> items =
                children.stream().filter(child -> child.name.equals("item")).toList();
        if (items.isEmpty() && !children.isEmpty()) {
            throw new Unreadable(name + " has elements, and none of them is an item");
        }
        return items;
    }
}
