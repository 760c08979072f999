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
 * A deployment at rest, in the hands of somebody who breaks it as a defect of one of its parts would.
 *
 * @param taken the commands that the harness believes the broker has
 * @param secret one of those that may not be seen
 * @param unused running instances of the canaries that nothing was done to
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

    /** An instance that runs and that nothing was done to before. */
    InstanceSnapshot instance() {
        return unused.remove();
    }

    /** The task that made an instance. */
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

    /** Goes on with the history of an instance, and with its snapshot, as a decider would that decides wrongly. */
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
