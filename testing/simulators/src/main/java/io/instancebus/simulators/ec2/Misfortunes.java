package io.instancebus.simulators.ec2;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What is to go wrong, and how often still. */
final class Misfortunes {
    /** @param action of the API, or * for all; text that the request must mention, or empty */
    private record Rule(String action, String text, Misfortune what, AtomicInteger left) {
        boolean concerns(String asked, Form form) {
            return (action.equals("*") || action.equals(asked)) && (text.isEmpty() || form.mentions(text));
        }
    }

    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    void add(String action, String text, int times, Misfortune what) {
        rules.add(new Rule(action, text, what, new AtomicInteger(times)));
    }

    void clear() {
        rules.clear();
    }

    Optional<Misfortune> next(String action, Form form) {
        for (Rule rule : rules) {
            if (rule.concerns(action, form) && rule.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Optional.of(rule.what());
            }
        }
        return Optional.empty();
    }
}
