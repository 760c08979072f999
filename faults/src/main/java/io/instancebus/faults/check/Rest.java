package io.instancebus.faults.check;

import io.instancebus.avro.InstanceState;
import io.instancebus.testbed.Usage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Whether nothing is under way any more once everything has been answered, and what was held was let go. */
public final class Rest {
    private static final double FILES_FACTOR = 1.3;
    private static final int FILES_MORE = 40;
    private static final double MEMORY_FACTOR = 1.5;
    private static final long MEMORY_MORE = 96L << 20;

    private Rest() {}

    /**
     * @param folded every instance
     * @param waiting the commands that the view shows as not yet answered for good
     */
    public static Verdict nothingStuck(Map<String, Folded> folded, Collection<String> waiting) {
        List<String> broken = new ArrayList<>();
        waiting.forEach(command -> broken.add("command " + command + " waits for its answer"));
        folded.values().stream()
                .filter(instance -> instance.state() == InstanceState.START)
                .forEach(instance -> broken.add(instance.instanceId() + " stays " + instance.state()));
        return new Verdict("nothing stuck", folded.size(), broken);
    }

    /**
     * Memory and open files are about what they were before, and memory within what the JVM may take in any case.
     *
     * @param before of each process when all was quiet
     * @param after of the same when all was quiet again
     */
    public static Verdict letGo(Map<String, Usage> before, Map<String, Usage> after) {
        List<String> broken = new ArrayList<>();
        before.forEach((process, then) -> {
            Usage now = after.get(process);
            if (now == null) {
                broken.add(process + " does not run");
                return;
            }
            if (now.openFiles() > then.openFiles() * FILES_FACTOR + FILES_MORE) {
                broken.add(process + " has " + now.openFiles() + " open files; before, it had " + then.openFiles());
            }
            if (now.residentBytes() > then.residentBytes() * MEMORY_FACTOR + MEMORY_MORE) {
                broken.add(process + " holds " + (now.residentBytes() >> 20) + " MiB; before, it held "
                        + (then.residentBytes() >> 20));
            }
        });
        return new Verdict("memory and open files back to rest", before.size(), broken);
    }
}
