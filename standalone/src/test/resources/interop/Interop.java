import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Another team's service: it has the genuine Confluent serializer and deserializer, the published schema, and none of
 * our classes. Compiled by no build: the interoperability test launches it as a source file.
 */
public class Interop {
    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments[0];
        String registry = arguments[1];
        String instanceId = UUID.randomUUID().toString();
        Properties common = new Properties();
        common.put("bootstrap.servers", bootstrap);
        common.put("schema.registry.url", registry);
        for (String file : List.of(arguments).subList(2, arguments.length)) {
            publish(common, new Schema.Parser().parse(Files.readString(Path.of(file))), instanceId);
        }
        if (!readUntilRunning(common, instanceId)) {
            System.out.println("no RUNNING was seen");
            System.exit(1);
        }
        System.out.println("INSTANCE " + instanceId);
    }

    private static void publish(Properties common, Schema schema, String instanceId) throws Exception {
        Properties settings = new Properties();
        settings.putAll(common);
        settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        settings.put("value.serializer", "io.confluent.kafka.serializers.KafkaAvroSerializer");
        settings.put("acks", "all");
        Schema create = schema.getField("createInstance").schema().getTypes().get(1);
        GenericRecord body = new GenericRecordBuilder(create)
                .set("account", "sandbox")
                .set("imageId", "img1")
                .set("name", "from-confluent")
                .build();
        GenericRecord command = new GenericRecordBuilder(schema)
                .set("commandId", UUID.randomUUID().toString())
                .set("instanceId", instanceId)
                .set("actor", "interop")
                .set("issuedAt", System.currentTimeMillis())
                .set("type", "CreateInstance")
                .set("createInstance", body)
                .build();
        try (KafkaProducer<String, Object> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>("instances.commands", instanceId, command)).get();
        }
    }

    private static boolean readUntilRunning(Properties common, String instanceId) {
        Properties settings = new Properties();
        settings.putAll(common);
        settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        settings.put("value.deserializer", "io.confluent.kafka.serializers.KafkaAvroDeserializer");
        settings.put("group.id", "interop");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<String, GenericRecord> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of("instances.events"));
            long until = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (System.nanoTime() < until) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(instanceId)) {
                        GenericRecord event = record.value();
                        System.out.println("EVENT " + event.get("sequence") + " " + event.get("type"));
                        Object changed = event.get("instanceStateChanged");
                        if (changed instanceof GenericRecord change
                                && "RUNNING".equals(String.valueOf(change.get("to")))) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
