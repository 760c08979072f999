package com.example;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import java.time.Duration;

/** Creates an instance in the sandbox, prints its events as they come, and destroys it. */
public final class CreateInstance {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private CreateInstance() {}

    public static void main(String[] arguments) {
        String kafka = arguments.length > 0 ? arguments[0] : "127.0.0.1:9092";
        String registry = arguments.length > 1 ? arguments[1] : "http://127.0.0.1:8081";
        try (var bus = new InstanceBusClient(ClientConfig.of(kafka, registry, "client-java"))) {
            InstanceCommand create = bus.commands().create("sandbox", "img1");
            String instanceId = create.getInstanceId();
            // A subscription sees the events of all instances.
            bus.subscribe(event -> print(event, instanceId), StartAt.LATEST);
            execute(bus, create);
            execute(bus, bus.commands().destroy(instanceId));
        }
    }

    private static void print(InstanceEvent event, String instanceId) {
        if (event.getInstanceId().equals(instanceId)) {
            System.out.printf("%3d  %s%n", event.getSequence(), describe(event));
        }
    }

    private static String describe(InstanceEvent event) {
        var change = event.getInstanceStateChanged();
        return change == null ? event.getType() : event.getType() + "  " + change.getFrom() + " -> " + change.getTo();
    }

    /** Publishes a command and waits for its outcome. The same command may be published again after any exception. */
    private static void execute(InstanceBusClient bus, InstanceCommand command) {
        CommandOutcome outcome = bus.execute(command, PATIENCE).join();
        switch (outcome) {
            case CommandOutcome.Succeeded _ -> System.out.println(command.getType() + " succeeded");
            case CommandOutcome.Rejected rejected -> throw new IllegalStateException(rejected.reason());
            case CommandOutcome.Failed failed -> throw new IllegalStateException(failed.failure().getMessage());
            case CommandOutcome.OutcomeUnknown unknown -> throw new IllegalStateException(unknown.nextStep());
            case CommandOutcome.Pending _ -> throw new IllegalStateException("no answer within " + PATIENCE);
        }
    }
}
