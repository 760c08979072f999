package io.instancebus.demo;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.BusConnection;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import io.instancebus.standalone.EventLine;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Shows a clone that fails after vCenter accepted it, which Deltacloud showed as PENDING and then not at all, and a
 * machine that someone powers off in vCenter. Uses a simulated vCenter. It reports success only if all of it was seen.
 */
final class VsphereDemo {
    private static final String ACCOUNT = "vcenter";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PARTITIONS = 4;

    private final PrintStream out;
    private final Path folder;
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();

    VsphereDemo(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    /** Whether everything that the demo shows was seen. */
    boolean run() throws IOException, InterruptedException {
        out.println("Starting a simulated vCenter (built the first time, about 25 s), a broker and the services …");
        try (VcenterSimulator vcenter = VcenterSimulator.start("-task-ms", "1000");
                EmbeddedBus bus = EmbeddedBus.start(folder.resolve("bus"))) {
            BusConnection connection = BusConnection.local(bus.bootstrapServers(), bus.registryUrl(), PARTITIONS);
            try (CommandService commands = CommandService.start(CommandServiceConfig.of(
                            connection,
                            folder.resolve("command-service"),
                            List.of(AccountConfig.of(ACCOUNT, ProviderType.VSPHERE, Map.of()))));
                    ProviderWorkers workers = ProviderWorkers.start(workers(connection, vcenter));
                    InstanceBusClient client =
                            new InstanceBusClient(ClientConfig.of(bus.bootstrapServers(), bus.registryUrl(), "demo"));
                    var printing = client.subscribe(this::print, StartAt.BEGINNING)) {
                await(() -> commands.ready() && workers.ready());
                return show(client, vcenter) && !printing.ended().isCompletedExceptionally();
            }
        }
    }

    private ProviderWorkersConfig workers(BusConnection connection, VcenterSimulator vcenter) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("vcenter"), VcenterSimulator.PASSWORD);
        Map<String, String> settings = Map.of(
                "url",
                vcenter.url(),
                "user",
                VcenterSimulator.USER,
                "password",
                "file:vcenter",
                "certificate-sha256",
                vcenter.certificateSha256(),
                "cluster",
                "DC0_C0");
        return new ProviderWorkersConfig(
                connection,
                "demo",
                AccountsSource.of(List.of(AccountConfig.of(ACCOUNT, ProviderType.VSPHERE, settings))),
                secrets,
                null,
                null);
    }

    private void print(InstanceEvent event) {
        events.add(event);
        out.println("  " + EventLine.of(event, names.getOrDefault(event.getInstanceId(), "?")));
    }

    private boolean show(InstanceBusClient client, VcenterSimulator vcenter) throws InterruptedException {
        out.println();
        out.println("vCenter takes both clones. The one of web-2 will fail two seconds later, when the disk is full:");
        out.println();
        vcenter.rule("""
                {"method":"CloneVM_Task","match":"web-2","mode":"fail","fault":"NoDiskSpace","delayMs":2000,"count":1,
                 "message":"Insufficient disk space on datastore LocalDS_0.","event":"VmCloneFailedEvent"}""");
        create(client, "web-1");
        create(client, "web-2");
        boolean running = await(() -> saw("web-1", changed(InstanceState.PENDING, InstanceState.RUNNING)));
        boolean failed = await(() -> saw("web-2", event -> event.getCommandFailed() != null));
        out.println();
        out.println("Deltacloud answered web-2 with PENDING and forgot it: its listing simply had one instance less.");
        out.println("Now somebody powers web-1 off in vCenter:");
        out.println();
        vcenter.control("/power", "vm", machine(vcenter), "op", "PowerOffVM");
        boolean drifted = await(() -> saw("web-1", changed(InstanceState.RUNNING, InstanceState.STOPPED)));
        out.println();
        verdict("a clone that succeeded", running);
        verdict("a clone that failed after PENDING, with vCenter's own words", failed);
        verdict("a change without a command", drifted);
        return running && failed && drifted;
    }

    private void create(InstanceBusClient client, String name) {
        InstanceCommand command = client.commands()
                .create(CreateInstance.newBuilder()
                        .setAccount(ACCOUNT)
                        .setImageId(VcenterSimulator.TEMPLATE)
                        .setName(name)
                        .build());
        names.put(command.getInstanceId(), name);
        client.publish(command).join();
    }

    /** The machine's name in vCenter: the requested name, and the end of its native id. */
    private String machine(VcenterSimulator vcenter) {
        String machines = vcenter.machines();
        int at = machines.indexOf("\"web-1-");
        return at < 0 ? "web-1" : machines.substring(at + 1, machines.indexOf('"', at + 1));
    }

    private void verdict(String what, boolean seen) {
        out.println((seen ? "  seen      " : "  NOT SEEN  ") + what);
    }

    private boolean saw(String name, Predicate<InstanceEvent> what) {
        return events.stream().anyMatch(event -> name.equals(names.get(event.getInstanceId())) && what.test(event));
    }

    private static Predicate<InstanceEvent> changed(InstanceState from, InstanceState to) {
        return event -> event.getInstanceStateChanged() != null
                && event.getInstanceStateChanged().getFrom() == from
                && event.getInstanceStateChanged().getTo() == to;
    }

    private static boolean await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }
}
