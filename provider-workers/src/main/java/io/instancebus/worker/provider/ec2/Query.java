package io.instancebus.worker.provider.ec2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a list: filters, and from where it goes on. */
final class Query {
    /** More than anybody has; a list that never ends is not followed for ever. */
    private static final int MOST_PAGES = 200;

    private final Map<String, String> form = new LinkedHashMap<>();
    private int filters;

    @FunctionalInterface
    interface Ask {
        Element page(Map<String, String> form);
    }

    Query with(String name, String value) {
        form.put(name, value);
        return this;
    }

    Query filter(String name, Collection<String> values) {
        filters++;
        form.put("Filter." + filters + ".Name", name);
        return list("Filter." + filters + ".Value", values);
    }

    Query list(String name, Collection<String> values) {
        int i = 0;
        for (String value : values) {
            i++;
            form.put(name + "." + i, value);
        }
        return this;
    }

    Map<String, String> form() {
        return form;
    }

    /**
     * The items of a list, of all its pages: one that is cut would let what is on the next seem to be gone.
     *
     * @throws AnswerReader.Unreadable if a page has no such list, or there is no end
     */
    List<Element> all(String list, Ask ask) {
        List<Element> items = new ArrayList<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            Element answer = ask.page(form);
            items.addAll(answer.requiredItems(list));
            String next = answer.get("nextToken");
            if (next == null) {
                return items;
            }
            form.put("NextToken", next);
        }
        throw new AnswerReader.Unreadable("its list of " + list + " has no end");
    }
}
