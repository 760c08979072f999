package io.instancebus.faults;

import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The memory and files that each process holds after a garbage collection. */
final class Holdings {
    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private Holdings() {}

    /** The holdings by the process's name; without processes that are down or whose garbage could not be collected. */
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
