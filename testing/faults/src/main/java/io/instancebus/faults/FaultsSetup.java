package io.instancebus.faults;

import io.instancebus.faults.plan.Fault;
import io.instancebus.faults.plan.Kind;
import io.instancebus.faults.plan.Secrets;
import io.instancebus.testbed.SandboxAccount;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.TestbedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment of a run: the processes to start, and the faults that this machine supports.
 *
 * @param disks disks that can be filled, by the process whose data is on them
 * @param clocks the adjustable clocks of the services, if supported
 * @param wanted the selected kinds of fault
 */
record FaultsSetup(TestbedConfig config, Map<String, Disk> disks, Optional<Clocks> clocks, Set<Kind> wanted)
        implements AutoCloseable {
    private static final int VIEW_MEGABYTES = 768;
    private static final int BROKER_MEGABYTES = 1_536;
    private static final int BROKER_MEGABYTES_BRIEFLY = 512;

    static FaultsSetup set(Options options, Secrets secrets) throws IOException, InterruptedException {
        Path data = options.data().toAbsolutePath();
        Files.createDirectories(data);
        TestbedConfig bare = TestbedConfig.in(data)
                .withProcesses(2, 2)
                .withAccounts(accounts(options))
                .withSecrets(Map.of(
                        TestbedConfig.VIEW_PASSWORD, secrets.next(),
                        TestbedConfig.SANDBOX_PASSWORD, secrets.next()))
                .withProxies();
        // In two minutes the optimizing compiler does not pay off.
        TestbedConfig paced = options.brief()
                ? bare.withJavaOptions(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"))
                : bare;
        Optional<Clocks> clocks = Clocks.in(data.resolve("clocks"));
        List<String> services = Testbed.serviceNames(paced);
        TestbedConfig config = clocks.map(all -> paced.withEnvironments(all.environments(services)))
                .orElse(paced);
        Map<String, Disk> disks = new TreeMap<>();
        Disk.mount(config.databaseFolder(), VIEW_MEGABYTES).ifPresent(disk -> disks.put(Fault.POSTGRES, disk));
        Disk.mount(config.brokerFolder(), options.brief() ? BROKER_MEGABYTES_BRIEFLY : BROKER_MEGABYTES)
                .ifPresent(disk -> disks.put(Fault.KAFKA, disk));
        return new FaultsSetup(config, disks, clocks, options.kinds());
    }

    private static List<SandboxAccount> accounts(Options options) {
        Map<String, String> policy = options.brief()
                ? Map.of("stallAfter", "5s", "noProgressLimit", "20s", "hardLimit", "100s", "settlement", "8s")
                : Map.of();
        Map<String, String> quick = Map.of("start-delay-ms", "500", "stop-delay-ms", "300", "destroy-delay-ms", "300");
        return List.of(
                new SandboxAccount(Canary.ACCOUNT, Map.of("start-delay-ms", "0"), policy),
                new SandboxAccount("quick", quick, policy),
                new SandboxAccount("usual", Map.of(), policy),
                new SandboxAccount("throttled", Map.of("calls-per-second", "15"), policy),
                new SandboxAccount("small", Map.of("quota", "12"), policy));
    }

    /** The password of every sandbox. */
    String sandboxPassword() {
        return Objects.requireNonNull(config.secrets().get(TestbedConfig.SANDBOX_PASSWORD));
    }

    /** The accounts that the publishers use. */
    List<String> publishedTo() {
        return config.accounts().stream()
                .map(SandboxAccount::name)
                .filter(name -> !name.equals(Canary.ACCOUNT))
                .toList();
    }

    Set<Kind> possible() {
        Set<Kind> possible = EnumSet.copyOf(wanted);
        if (disks.isEmpty()) {
            possible.removeAll(Kind.ON_DISK);
        }
        if (clocks.isEmpty()) {
            possible.removeAll(Kind.BY_CLOCK);
        }
        return possible;
    }

    /** The kinds of fault that this machine does not support, with the reason. */
    List<String> notTried() {
        List<String> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (disks.isEmpty() && Kind.ON_DISK.contains(kind)) {
                kinds.add(kind.words() + ": a small disk cannot be mounted here (this needs root)");
            }
            if (clocks.isEmpty() && Kind.BY_CLOCK.contains(kind)) {
                kinds.add(kind.words() + ": libfaketime is not installed (Debian: apt-get install faketime)");
            }
        }
        return kinds;
    }

    @Override
    public void close() {
        disks.values().forEach(Disk::close);
    }
}
