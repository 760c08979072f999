package io.instancebus.faults;

import io.instancebus.faults.plan.Cast;
import io.instancebus.faults.plan.Fault;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Injects the planned faults, and undoes them. */
final class Injector {
    private static final int UNKNOWN_SCHEMA = 40_403;
    private static final int FORBIDDEN = 40_301;

    private final Testbed testbed;
    private final Intruder intruder;
    private final Map<String, Disk> disks;
    private final Optional<Clocks> clocks;

    Injector(Testbed testbed, Intruder intruder, Map<String, Disk> disks, Optional<Clocks> clocks) {
        this.testbed = testbed;
        this.intruder = intruder;
        this.disks = disks;
        this.clocks = clocks;
    }

    void begin(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(String process, Duration hold) ->
                testbed.process(process).kill();
            case Fault.Pause(String process, Duration hold) ->
                testbed.process(process).pause();
            case Fault.Cut(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).cut();
            case Fault.Slow(String service, String dependency, Duration by, Duration hold) ->
                testbed.proxy(service, dependency).slow(by);
            case Fault.Silent(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).silence();
            case Fault.Garbage(String topic, int records, Duration hold) -> intruder.garbage(topic, records);
            case Fault.Duplicates(String topic, int records, Duration hold) -> intruder.again(topic, records);
            case Fault.Bombs(String topic, int broken, Duration hold) -> intruder.bombs(topic, broken);
            case Fault.Extremes(Duration hold) -> intruder.extremes();
            case Fault.Forgeries(int reports, Duration hold) -> intruder.forgeries(reports);
            case Fault.Refusal(String service, int status, Duration hold) -> refuse(service, status);
            case Fault.DiskFull(String process, Duration hold) -> disk(process).fill();
            case Fault.ClockOff(String process, Duration offset, Duration hold) ->
                clocks.orElseThrow().set(process, offset);
        }
    }

    void end(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(String process, Duration hold) ->
                testbed.process(process).start();
            case Fault.Pause(String process, Duration hold) ->
                testbed.process(process).resume();
            case Fault.Cut(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Slow(String service, String dependency, Duration by, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Silent(String service, String dependency, Duration hold) ->
                testbed.proxy(service, dependency).pass();
            case Fault.Garbage garbage -> {}
            case Fault.Duplicates duplicates -> {}
            case Fault.Bombs bombs -> {}
            case Fault.Extremes extremes -> {}
            case Fault.Forgeries forgeries -> {}
            case Fault.Refusal refusal ->
                testbed.services()
                        .forEach(service ->
                                testbed.proxy(service.name(), Fault.REGISTRY).pass());
            case Fault.DiskFull(String process, Duration hold) -> disk(process).free();
            case Fault.ClockOff(String process, Duration offset, Duration hold) ->
                clocks.orElseThrow().set(process, Duration.ZERO);
        }
    }

    private Disk disk(String process) {
        return Objects.requireNonNull(disks.get(process), process);
    }

    /** Restarts a service, which thereby forgets all schemas, and makes the registry refuse the one that it needs. */
    private void refuse(String service, int status) throws InterruptedException {
        boolean decides = service.startsWith(Cast.DECIDER);
        int schema = decides ? intruder.schemaOfOneCommand() : intruder.schemaReadBy(service);
        for (ServiceProcess each : testbed.services()) {
            if (each.name().equals(service) || decides && each.name().startsWith(Cast.DECIDER)) {
                testbed.proxy(each.name(), Fault.REGISTRY)
                        .refuse("/schemas/ids/" + schema, status, status == 404 ? UNKNOWN_SCHEMA : FORBIDDEN);
            }
        }
        testbed.process(service).kill();
        testbed.process(service).start();
        if (decides) {
            intruder.command(schema);
        }
    }
}
