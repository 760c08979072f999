package io.instancebus.faults.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether what could not be understood was put aside as it came. */
public final class DeadLetters {
    private DeadLetters() {}

    /**
     * @param spoiled the undecodable values that the broker took, as text, byte for byte (ISO 8859-1)
     * @param letters the values on the dead-letter topic, likewise
     */
    public static Verdict once(Collection<String> spoiled, Collection<String> letters) {
        Map<String, Integer> count = new HashMap<>();
        letters.forEach(letter -> count.merge(letter, 1, Integer::sum));
        List<String> broken = new ArrayList<>();
        for (String value : spoiled) {
            int times = count.getOrDefault(value, 0);
            if (times != 1) {
                broken.add("an undecodable record of " + value.length() + " bytes is " + times
                        + " times among the dead letters");
            }
        }
        return new Verdict("undecodable bytes put aside as they came, once", spoiled.size(), broken);
    }
}
