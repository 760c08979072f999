package io.instancebus.provider.ec2;

import io.instancebus.provider.Unreadable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a list: filters, and the token of the next page. It is read once. */
final class Query {
    /** More pages than any account has, so that an endless list is not followed for ever. */
    private static final int MOST_PAGES = 200;

    private final Map<String, String> form = new LinkedHashMap<>();
    private int filters;
    private int pages;
    private boolean more = true;

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
     * The items of all pages: a truncated list would make the items of later pages look gone.
     *
     * @throws Unreadable if a page has no such list, or the pages do not end
     */
    List<Element> all(String list, Ask ask) {
        List<Element> items = new ArrayList<>();
        while (more) {
            items.addAll(next(list, ask));
        }
        return items;
    }

    /** Whether an unread page remains. */
    boolean more() {
        return more;
    }

    /**
     * The items of the next page.
     *
     * @throws Unreadable if the page has no such list, or the pages do not end
     */
    List<Element> next(String list, Ask ask) {
        if (pages == MOST_PAGES) {
            throw new Unreadable("its list of " + list + " has no end");
        }
        Element answer = ask.page(form);
        List<Element> items = answer.requiredItems(list);
        pages++;
        String next = answer.get("nextToken");
        more = next != null;
        if (next != null) {
            form.put("NextToken", next);
        }
        return items;
    }
}
