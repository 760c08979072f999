package io.instancebus.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The result of checking a rule. A check that examined nothing does not count as held. */
public sealed interface Verdict {
    Rule rule();

    /** The number of items that were checked. */
    long looked();

    /** The violations of the rule, or why it was not checked; empty if it held. */
    List<String> problems();

    default boolean held() {
        return this instanceof Held;
    }

    /** At least one item was checked, and all were right. */
    record Held(Rule rule, long looked) implements Verdict {
        public Held {
            if (looked <= 0) {
                throw new IllegalArgumentException(rule + " cannot have held without evidence");
            }
        }

        @Override
        public List<String> problems() {
            return List.of();
        }
    }

    /** The violations of the rule, for people. */
    record Broken(Rule rule, long looked, List<String> problems) implements Verdict {
        public Broken {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException(rule + " cannot be broken without a problem");
            }
        }
    }

    /** The check failed to run, or found nothing to check. */
    record NotLookedAt(Rule rule, String why) implements Verdict {
        @Override
        public long looked() {
            return 0;
        }

        @Override
        public List<String> problems() {
            return List.of("not checked: " + why);
        }
    }

    /**
     * The verdict of a check that ran.
     *
     * @param looked the number of checked items; without any, and without a violation, the rule counts as not checked
     * @param broken the violations, for people
     */
    static Verdict of(Rule rule, long looked, List<String> broken) {
        if (!broken.isEmpty()) {
            return new Broken(rule, looked, broken);
        }
        return looked > 0 ? new Held(rule, looked) : new NotLookedAt(rule, "there was nothing to look at");
    }

    /** These verdicts, and one for each rule that has none. */
    static List<Verdict> complete(List<Verdict> verdicts) {
        Set<Rule> missing = new TreeSet<>(List.of(Rule.values()));
        missing.removeAll(verdicts.stream().map(Verdict::rule).collect(Collectors.toSet()));
        List<Verdict> all = new ArrayList<>(verdicts);
        missing.forEach(rule -> all.add(new NotLookedAt(rule, "no check was made")));
        return List.copyOf(all);
    }
}
