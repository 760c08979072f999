package io.instancebus.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that every undecodable record became a dead letter unchanged, and that no other record did. */
public final class DeadLetterChecks {
    private DeadLetterChecks() {}

    /**
     * @param spoiled the undecodable values that the broker accepted
     * @param letters the SHA-256 of each value on the dead-letter topic, including withheld values
     */
    public static Verdict putAside(Collection<Spoiled> spoiled, Collection<String> letters) {
        Map<String, Integer> count = new HashMap<>();
        letters.forEach(letter -> count.merge(letter, 1, Integer::sum));
        List<String> broken = new ArrayList<>();
        Set<String> expected = new HashSet<>();
        for (Spoiled one : spoiled) {
            expected.add(one.digest());
            int times = count.getOrDefault(one.digest(), 0);
            if (!one.letters().fit(times)) {
                broken.add("an undecodable record of " + one.value().length() + " bytes is " + times
                        + " times among the dead letters");
            }
        }
        count.forEach((letter, times) -> {
            if (!expected.contains(letter)) {
                broken.add("a record (SHA-256 " + letter + ") that the harness did not plant is " + times
                        + " times among the dead letters");
            }
        });
        return Verdict.of(Rule.DEAD_LETTERS, spoiled.size(), broken);
    }
}
