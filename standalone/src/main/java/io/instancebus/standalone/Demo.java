package io.instancebus.standalone;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.Ids;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.service.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/**
 * Shows what another service would do with the bus: publishes commands through Kafka, prints the events as they arrive,
 * then the view and a history. It reports success only if all of it was seen.
 */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String GREETING = "hello from the bus";

    private final PrintStream out;
    private final Addresses addresses;
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();

    Demo(PrintStream out, Addresses addresses) {
        this.out = out;
        this.addresses = addresses;
    }

    /** Whether everything that the demo shows was seen. */
    boolean run() throws InterruptedException {
        ClientConfig config = ClientConfig.of(addresses.bootstrapServers(), addresses.registryUrl(), "demo");
        try (InstanceBusClient client = new InstanceBusClient(config);
                var printing = client.subscribe(this::print, StartAt.BEGINNING)) {
            client.listenForOutcomes();
            String healthy = publish(client);
            return show(healthy) && !printing.ended().isCompletedExceptionally();
        }
    }

    private void print(InstanceEvent event) {
        events.add(event);
        out.println("  " + EventLine.of(event, names.getOrDefault(event.getInstanceId(), "?")));
    }

    private String publish(InstanceBusClient client) throws InterruptedException {
        out.println();
        out.println("Publishing on instances.commands: create web-1, and create web-2, whose provider will");
        out.println("answer PENDING and then fail. These are the events on instances.events as they come:");
        out.println();
        InstanceCommand good = client.commands().create(spec("web-1", Map.of("role", "web")));
        InstanceCommand bad = client.commands().create(spec("web-2", Map.of("sandbox", "fail-late")));
        names.put(good.getInstanceId(), "web-1");
        names.put(bad.getInstanceId(), "web-2");
        var both = List.of(client.execute(good, PATIENCE), client.execute(bad, PATIENCE));
        for (var outcome : both) {
            await(outcome);
        }
        out.println();
        out.println("Running a command on web-1 over SSH, then stopping it:");
        out.println();
        RunOnInstance run = RunOnInstance.newBuilder()
                .setCommandLine(
                        ProtectedText.newBuilder().setClear("echo " + GREETING).build())
                .build();
        await(client.execute(client.commands().run(Ids.next(), good.getInstanceId(), run), PATIENCE));
        await(client.execute(client.commands().stop(good.getInstanceId()), PATIENCE));
        return good.getInstanceId();
    }

    private static CreateInstance spec(String name, Map<String, String> tags) {
        return CreateInstance.newBuilder()
                .setAccount("sandbox")
                .setImageId("img1")
                .setName(name)
                .setTags(tags)
                .build();
    }

    private void await(java.util.concurrent.CompletableFuture<CommandOutcome> outcome) throws InterruptedException {
        try {
            outcome.get();
        } catch (ExecutionException failure) {
            out.println("  " + Words.of(failure));
        }
    }

    private boolean show(String healthy) throws InterruptedException {
        ViewReader view = new ViewReader(addresses.httpUrl());
        // The view follows the events, so a recent change may take a moment to appear.
        boolean caughtUp = view.await(PATIENCE, reader -> reader.state(healthy).equals("STOPPED"));
        out.println();
        out.println("The view, from GET " + addresses.httpUrl() + "/v1/instances:");
        out.println();
        view.instances().forEach(line -> out.println("  " + line));
        out.println();
        out.println("What happened to web-1, from GET /v1/instances/" + healthy + "/events:");
        out.println();
        List<String> history = view.history(healthy);
        history.forEach(line -> out.println("  " + line));
        return verdict(caughtUp, view, healthy, history);
    }

    private boolean verdict(boolean caughtUp, ViewReader view, String healthy, List<String> history) {
        Map<String, Boolean> shown = new LinkedHashMap<>();
        shown.put(
                "PENDING → RUNNING",
                saw(event -> changed(event, "web-1", InstanceState.PENDING, InstanceState.RUNNING)));
        shown.put(
                "a run with its output",
                saw(event -> event.getRunCompleted() != null
                        && event.getRunCompleted().getOutput().strip().equals(GREETING)));
        shown.put("a create that failed after PENDING, with its cause", failedAfterPending());
        shown.put(
                "RUNNING → … → STOPPED in the view",
                caughtUp && view.state(healthy).equals("STOPPED"));
        shown.put("a history without a gap", history.size() == count(healthy) && !history.isEmpty());
        out.println();
        shown.forEach((what, seen) -> out.println((seen ? "  seen      " : "  NOT SEEN  ") + what));
        return !shown.containsValue(false);
    }

    private boolean saw(Predicate<InstanceEvent> what) {
        return events.stream().anyMatch(what);
    }

    private long count(String instanceId) {
        return events.stream()
                .filter(event -> event.getInstanceId().equals(instanceId))
                .count();
    }

    private boolean changed(InstanceEvent event, String name, InstanceState from, InstanceState to) {
        var change = event.getInstanceStateChanged();
        return change != null
                && name.equals(names.get(event.getInstanceId()))
                && change.getFrom() == from
                && change.getTo() == to;
    }

    private boolean failedAfterPending() {
        return saw(event -> changed(event, "web-2", InstanceState.START, InstanceState.PENDING))
                && saw(event -> changed(event, "web-2", InstanceState.PENDING, InstanceState.ERROR))
                && saw(event -> event.getCommandFailed() != null
                        && !event.getCommandFailed().getFailure().getMessage().isBlank());
    }
}
