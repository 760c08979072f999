package io.instancebus.faults;

import io.instancebus.avro.CommandAccepted;
import io.instancebus.avro.CommandSucceeded;
import io.instancebus.avro.CommandType;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderTask;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A deployment at rest that a sabotage breaks, as a defect of one part would.
 *
 * @param taken the commands that the harness knows the broker to have
 * @param secret one of the secrets that must not appear anywhere
 * @param unused running canary instances that no sabotage has used
 */
record Site(
        Testbed testbed,
        Bus bus,
        Intruder intruder,
        Set<CommandKey> taken,
        String secret,
        Deque<InstanceSnapshot> unused) {

    static Site of(Testbed testbed, Bus bus, Intruder intruder, Set<CommandKey> taken, String secret) {
        Deque<InstanceSnapshot> running = new ArrayDeque<>(new TreeMap<>(bus.snapshots())
                .values().stream()
                        .filter(one -> one.getAccount().equals(Canary.ACCOUNT))
                        .filter(one -> one.getState() == InstanceState.RUNNING)
                        .toList());
        return new Site(testbed, bus, intruder, taken, secret, running);
    }

    ViewSql view() {
        return new ViewSql(testbed);
    }

    Sandboxes sandboxes() {
        return new Sandboxes(testbed);
    }

    /** A running instance that no sabotage has used. */
    InstanceSnapshot instance() {
        return unused.remove();
    }

    /** The task that created an instance. */
    ProviderTask create(String instanceId) {
        return bus.decoded(ProviderTask.class, Bus.TOPICS.tasks("sandbox")).stream()
                .filter(task -> task.getInstanceId().equals(instanceId) && task.getCreateTask() != null)
                .findFirst()
                .orElseThrow();
    }

    void put(InstanceSnapshot snapshot) throws InterruptedException {
        bus.put(new ProducerRecord<>(
                Bus.TOPICS.state(),
                key(snapshot.getInstanceId()),
                bus.encode(InstanceSnapshot.class, Bus.TOPICS.state(), snapshot)));
    }

    void put(ProviderTask task) throws InterruptedException {
        bus.put(new ProducerRecord<>(
                Bus.TOPICS.tasks("sandbox"),
                key(task.getInstanceId()),
                bus.encode(ProviderTask.class, Bus.TOPICS.tasks("sandbox"), task)));
    }

    /** Appends events to an instance's history, and updates its snapshot, as a faulty decider would. */
    void tell(InstanceSnapshot instance, List<Consumer<InstanceEvent>> bodies) throws InterruptedException {
        InstanceSnapshot after = InstanceSnapshot.newBuilder(instance).build();
        List<InstanceEvent> events = new ArrayList<>();
        for (Consumer<InstanceEvent> body : bodies) {
            after.setVersion(after.getVersion() + 1);
            InstanceEvent event = InstanceEvent.newBuilder()
                    .setEventId(instance.getInstanceId() + "-forged-" + after.getVersion())
                    .setInstanceId(instance.getInstanceId())
                    .setSequence(after.getVersion())
                    .setOccurredAt(Instant.now())
                    .setRecordedAt(Instant.now())
                    .setAccount(instance.getAccount())
                    .setProvider(instance.getProvider())
                    .setActor("forger")
                    .setType("")
                    .build();
            body.accept(event);
            events.add(event);
        }
        for (InstanceEvent event : events) {
            bus.put(new ProducerRecord<>(
                    Bus.TOPICS.events(),
                    key(instance.getInstanceId()),
                    bus.encode(InstanceEvent.class, Bus.TOPICS.events(), event)));
        }
        put(after);
    }

    static void accepted(InstanceEvent event, String command, Instant deadline) {
        event.setType("CommandAccepted");
        event.setCommandId(command);
        event.setCommandAccepted(new CommandAccepted(CommandType.REBOOT, deadline, 0));
    }

    static void succeeded(InstanceEvent event, String command) {
        event.setType("CommandSucceeded");
        event.setCommandId(command);
        event.setCommandSucceeded(new CommandSucceeded(CommandType.REBOOT));
    }

    private static byte[] key(String instanceId) {
        return instanceId.getBytes(StandardCharsets.UTF_8);
    }
}
