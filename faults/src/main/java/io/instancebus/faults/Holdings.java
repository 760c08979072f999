package io.instancebus.faults;

import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each process holds, after its garbage was collected: what it needs, and not what it has not yet let go. */
final class Holdings {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private Holdings() {}

    static Map<String, Usage> of(Testbed testbed) throws IOException, InterruptedException {
        Map<String, Usage> holdings = new TreeMap<>();
        for (ServiceProcess process : testbed.processes()) {
            Optional<ProcessHandle> handle = process.handle();
            if (handle.isPresent() && !process.name().equals(Testbed.POSTGRES)) {
                collect(handle.get().pid());
            }
            process.usage().ifPresent(usage -> holdings.put(process.name(), usage));
        }
        return holdings;
    }

    private static void collect(long pid) throws IOException, InterruptedException {
        new ProcessBuilder(JCMD.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
