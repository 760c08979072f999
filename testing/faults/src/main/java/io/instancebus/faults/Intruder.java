package io.instancebus.faults;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.client.Commands;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Spoiled;
import io.instancebus.faults.check.Spoiled.Letters;
import io.instancebus.faults.hostile.Bomb;
import io.instancebus.faults.hostile.Bombs;
import io.instancebus.faults.hostile.Extremes;
import io.instancebus.faults.hostile.Forgeries;
import io.instancebus.faults.hostile.Packed;
import io.instancebus.fuzzing.PackedBatch;
import io.instancebus.schemas.registry.SchemaRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes records that no part of the bus would publish. */
final class Intruder {
    private static final String NAME = "intruder-";
    private static final int LONGEST = 300;
    private static final int HEADER_CHARACTERS = 70_000;
    private static final int KEY_BYTES = 900_000;

    private static final Map<String, Schema> SCHEMAS = Map.of(
            Bus.TOPICS.commands(), InstanceCommand.getClassSchema(),
            Bus.TOPICS.events(), InstanceEvent.getClassSchema(),
            Bus.TOPICS.state(), InstanceSnapshot.getClassSchema(),
            Bus.TOPICS.tasks("sandbox"), ProviderTask.getClassSchema(),
            Bus.TOPICS.runs(), ProviderTask.getClassSchema(),
            Bus.TOPICS.observations(), ObservationRequest.getClassSchema(),
            Bus.TOPICS.reports(), ProviderReport.getClassSchema(),
            Bus.TOPICS.accountEvents(), AccountEvent.getClassSchema());

    private final Bus bus;
    private final String account;
    private final Set<CommandKey> taken;
    private final Random random;
    private final List<Spoiled> spoiled = new ArrayList<>();
    private int count;

    /**
     * @param account the account for its instances
     * @param taken receives the commands that the broker has confirmed and that must be answered
     */
    Intruder(Bus bus, String account, Set<CommandKey> taken, long seed) {
        this.bus = bus;
        this.account = account;
        this.taken = taken;
        this.random = new Random(seed);
    }

    /** The undecodable values that the broker accepted. */
    List<Spoiled> spoiled() {
        return List.copyOf(spoiled);
    }

    /**
     * Publishes records that are not Avro, or have schema ids that do not exist (each another one), to one partition
     * under one key.
     */
    void garbage(String topic, int records) throws InterruptedException {
        byte[] key = key();
        for (int index = 0; index < records; index++) {
            plant(new ProducerRecord<>(topic, key, random.nextBoolean() ? bytes() : ofSchema(unknownSchema())));
        }
    }

    /** Publishes copies of the last records of each partition, byte for byte. */
    void again(String topic, int records) throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> one : bus.last(topic, records)) {
            if (Bus.key(one).isPresent()) {
                bus.put(Bus.again(one));
            }
        }
    }

    /**
     * Publishes records that attack a decoder, all to one partition: one of each kind, this many truncated ones, one
     * with a header name longer than 64 KiB, and one with a key of nearly a megabyte. Also sends batches that the
     * broker must refuse.
     */
    void bombs(String topic, int broken) throws IOException, InterruptedException {
        int partition = random.nextInt(bus.partitions(topic));
        for (PackedBatch batch : Packed.EACH) {
            bus.offer(batch, topic, partition);
        }
        byte[] key = key();
        Schema schema = Objects.requireNonNull(SCHEMAS.get(topic), topic);
        Bombs bombs = new Bombs(schema, random);
        List<Bomb> all = new ArrayList<>(bombs.each());
        all.addAll(bombs.broken(broken));
        for (Bomb bomb : all) {
            String subject = bomb.writer().equals(schema) ? topic : "bombs." + bomb.name() + "." + schema.getName();
            try {
                plant(new ProducerRecord<>(topic, key, bomb.value(bus.schemaId(subject + "-value", bomb.writer()))));
            } catch (SchemaRefused harmless) {
                // A record cannot name a schema that the registry refuses.
            }
        }
        ProducerRecord<byte[], byte[]> header = new ProducerRecord<>(topic, key, ofSchema(unknownSchema()));
        header.headers().add("h".repeat(HEADER_CHARACTERS), new byte[0]);
        plant(header);
        byte[] longKey = new byte[KEY_BYTES];
        random.nextBytes(longKey);
        plant(new ProducerRecord<>(topic, longKey, bytes()));
    }

    /** Publishes commands with texts, numbers and instants that some part may not accept. */
    void extremes() throws InterruptedException {
        for (InstanceCommand command : Extremes.of(name(), account)) {
            send(command, bus.encode(InstanceCommand.class, Bus.TOPICS.commands(), command));
        }
    }

    /**
     * Publishes reports that old creates made the machines of other instances, and looks with numbers after which no
     * other look would count.
     */
    void forgeries(int reports) throws InterruptedException {
        List<ProviderTask> tasks = bus.decoded(ProviderTask.class, Bus.TOPICS.tasks("sandbox"));
        Map<String, InstanceSnapshot> snapshots = bus.snapshots();
        List<ProviderReport> all = new ArrayList<>(Forgeries.of(tasks, snapshots, reports, random));
        all.addAll(Forgeries.looks(snapshots, reports, random));
        for (ProviderReport report : all) {
            bus.put(new ProducerRecord<>(
                    Bus.TOPICS.reports(),
                    report.getInstanceId().getBytes(StandardCharsets.UTF_8),
                    bus.encode(ProviderReport.class, Bus.TOPICS.reports(), report)));
        }
    }

    /** The id of a new schema that is equivalent to the commands' schema, and that no record has yet. */
    int schemaOfOneCommand() {
        String name = name();
        Schema schema =
                new Schema.Parser().parse(InstanceCommand.getClassSchema().toString());
        schema.addProp("variant", name);
        return bus.schemaId(name + "-value", schema);
    }

    /** The id of the schema that this service reads. */
    int schemaReadBy(String service) {
        String topic = service.startsWith("state-projector") ? Bus.TOPICS.events() : Bus.TOPICS.tasks("sandbox");
        return bus.schemaId(topic + "-value", Objects.requireNonNull(SCHEMAS.get(topic)));
    }

    /** Publishes a valid command under this schema id. */
    void command(int schema) throws InterruptedException {
        String name = name();
        InstanceCommand command = new Commands("intruder").action(name, Action.START, false);
        byte[] value = bus.encode(InstanceCommand.class, Bus.TOPICS.commands(), command);
        ByteBuffer.wrap(value).putInt(1, schema);
        send(command, value);
    }

    /**
     * Creates a machine that comes up and vanishes a moment later, which only a scan finds out.
     *
     * @return the instance's id
     */
    String vanishing() throws InterruptedException {
        InstanceCommand command = new Commands("intruder")
                .create(
                        name(),
                        name(),
                        CreateInstance.newBuilder()
                                .setAccount(account)
                                .setImageId("img1")
                                .setTags(Map.of("sandbox", "vanish"))
                                .build());
        send(command, bus.encode(InstanceCommand.class, Bus.TOPICS.commands(), command));
        return command.getInstanceId();
    }

    /** Publishes a valid command under the key of another instance: it becomes a dead letter and gets no answer. */
    void misplaced() throws InterruptedException {
        InstanceCommand command = new Commands("intruder").action(name(), Action.START, false);
        byte[] value = bus.encode(InstanceCommand.class, Bus.TOPICS.commands(), command);
        bus.put(new ProducerRecord<>(Bus.TOPICS.commands(), key(), value));
        spoiled.add(new Spoiled(value, Letters.ONE));
    }

    /** Publishes a copy of the last event of an instance, byte for byte. */
    void lastEventAgain(String instanceId) throws InterruptedException {
        bus.put(Bus.again(bus.all(Bus.TOPICS.events()).stream()
                .filter(one -> Bus.key(one).filter(instanceId::equals).isPresent())
                .reduce((before, after) -> after)
                .orElseThrow()));
    }

    private void send(InstanceCommand command, byte[] value) throws InterruptedException {
        bus.put(new ProducerRecord<>(
                Bus.TOPICS.commands(), command.getInstanceId().getBytes(StandardCharsets.UTF_8), value));
        taken.add(CommandKey.of(command));
    }

    private void plant(ProducerRecord<byte[], byte[]> toSend) throws InterruptedException {
        bus.plant(toSend);
        spoiled.add(new Spoiled(toSend.value(), letters(toSend.topic())));
    }

    /**
     * The decider publishes dead letters in its transactions, other readers do not; a snapshot need not be read at all.
     */
    private static Letters letters(String topic) {
        if (topic.equals(Bus.TOPICS.commands()) || topic.equals(Bus.TOPICS.reports())) {
            return Letters.ONE;
        }
        return topic.equals(Bus.TOPICS.state()) ? Letters.ANY : Letters.SOME;
    }

    /** A value without the magic byte. */
    private byte[] bytes() {
        byte[] value = new byte[16 + random.nextInt(LONGEST)];
        random.nextBytes(value);
        if (value[0] == 0) {
            value[0] = 1;
        }
        return value;
    }

    private int unknownSchema() {
        return Integer.MAX_VALUE - random.nextInt(1 << 24);
    }

    private byte[] ofSchema(int id) {
        byte[] value = bytes();
        value[0] = 0;
        ByteBuffer.wrap(value).putInt(1, id);
        return value;
    }

    private byte[] key() {
        return (NAME + random.nextInt(1_000)).getBytes(StandardCharsets.UTF_8);
    }

    private String name() {
        return NAME + count++;
    }
}
