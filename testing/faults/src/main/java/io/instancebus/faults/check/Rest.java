package io.instancebus.faults.check;

import io.instancebus.avro.InstanceState;
import io.instancebus.testbed.Usage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Checks that nothing is in flight after all commands are answered, and that resources are released. */
public final class Rest {
    private static final double FILES_FACTOR = 1.3;
    private static final int FILES_MORE = 40;
    private static final double MEMORY_FACTOR = 1.5;
    private static final long MEMORY_MORE = 96L << 20;

    private Rest() {}

    /**
     * @param folded every instance
     * @param waiting the commands without a final answer in the view
     */
    public static Verdict nothingStuck(Map<String, Folded> folded, Collection<String> waiting) {
        List<String> broken = new ArrayList<>();
        waiting.forEach(command -> broken.add("command " + command + " waits for its answer"));
        folded.values().stream()
                .filter(instance -> instance.state() == InstanceState.START)
                .forEach(instance -> broken.add(instance.instanceId() + " stays " + instance.state()));
        return Verdict.of(Rule.NOTHING_STUCK, folded.size(), broken);
    }

    /**
     * Memory and open files are about as before the faults, and memory is within what a JVM may use in any case.
     *
     * @param processes the names of the processes that must run
     * @param before the holdings of each process at rest before
     * @param after the holdings at rest afterwards
     */
    public static Verdict letGo(Collection<String> processes, Map<String, Usage> before, Map<String, Usage> after) {
        List<String> broken = new ArrayList<>();
        for (String process : processes) {
            Usage then = before.get(process);
            Usage now = after.get(process);
            if (then == null || now == null) {
                broken.add(process + " could not be measured " + (then == null ? "before" : "afterwards"));
                continue;
            }
            if (now.openFiles() > then.openFiles() * FILES_FACTOR + FILES_MORE) {
                broken.add(process + " has " + now.openFiles() + " open files; before, it had " + then.openFiles());
            }
            if (now.residentBytes() > then.residentBytes() * MEMORY_FACTOR + MEMORY_MORE) {
                broken.add(process + " holds " + (now.residentBytes() >> 20) + " MiB; before, it held "
                        + (then.residentBytes() >> 20));
            }
        }
        return Verdict.of(Rule.LET_GO, processes.size(), broken);
    }
}
