package io.instancebus.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was found of a rule. A check that saw nothing proves nothing: it is not a rule that held. */
public sealed interface Verdict {
    Rule rule();

    /** How many things were looked at. */
    long looked();

    /** Where the rule did not hold, or why that is not known; empty if it held. */
    List<String> problems();

    default boolean held() {
        return this instanceof Held;
    }

    /** Something was looked at, and all of it was as it must be. */
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

    /** Where it did not hold, in words. */
    record Broken(Rule rule, long looked, List<String> problems) implements Verdict {
        public Broken {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException(rule + " cannot be broken nowhere");
            }
        }
    }

    /** The check could not be made, or found nothing to look at. */
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
     * The verdict of a check that was made.
     *
     * @param looked at how many things; with none and nothing broken the rule was not looked at
     * @param broken where the rule did not hold, in words
     */
    static Verdict of(Rule rule, long looked, List<String> broken) {
        if (!broken.isEmpty()) {
            return new Broken(rule, looked, broken);
        }
        return looked > 0 ? new Held(rule, looked) : new NotLookedAt(rule, "there was nothing to look at");
    }

    /** These, and one for each rule of which they say nothing. */
    static List<Verdict> complete(List<Verdict> verdicts) {
        Set<Rule> missing = new TreeSet<>(List.of(Rule.values()));
        missing.removeAll(verdicts.stream().map(Verdict::rule).collect(Collectors.toSet()));
        List<Verdict> all = new ArrayList<>(verdicts);
        missing.forEach(rule -> all.add(new NotLookedAt(rule, "no check was made")));
        return List.copyOf(all);
    }
}
