package io.instancebus.faults;

import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each process holds, after its garbage was collected: what it needs, and not what it has not yet let go. */
final class Holdings {
    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private Holdings() {}

    /** By the process's name; without those that are down, or whose garbage could not be collected. */
    static Map<String, Usage> of(Testbed testbed) throws IOException, InterruptedException {
        Map<String, Usage> holdings = new TreeMap<>();
        for (ServiceProcess process : testbed.processes()) {
            Optional<ProcessHandle> handle = process.handle();
            if (handle.isPresent() && (process.name().equals(Testbed.POSTGRES) || collected(handle.get()))) {
                process.usage().ifPresent(usage -> holdings.put(process.name(), usage));
            }
        }
        return holdings;
    }

    private static boolean collected(ProcessHandle process) throws IOException, InterruptedException {
        return Program.succeeds(JCMD, Long.toString(process.pid()), "GC.run");
    }
}
