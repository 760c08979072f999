package io.instancebus.faults.check;

import java.util.List;

/**
 * Whether a rule held.
 *
 * @param looked at how many things
 * @param broken where it did not, in words
 */
public record Verdict(String rule, long looked, List<String> broken) {
    public Verdict {
        broken = List.copyOf(broken);
    }

    public boolean held() {
        return broken.isEmpty();
    }
}
