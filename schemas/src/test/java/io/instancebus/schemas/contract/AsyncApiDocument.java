package io.instancebus.schemas.contract;

import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.topic.TopicSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes the AsyncAPI description of the public topics out of the catalogue, the schemas and the header names. */
final class AsyncApiDocument {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final String AVRO = "application/vnd.apache.avro;version=1.12.0";

    /** A public topic, from the view of Instance Bus, which receives commands and sends the rest. */
    record Channel(String id, String topic, String action, String key, String description) {}

    static final List<Channel> CHANNELS = List.of(
            new Channel("commands", "instances.commands", "receive", "instanceId", "The requests of publishers."),
            new Channel(
                    "events",
                    "instances.events",
                    "send",
                    "instanceId",
                    "The history of all instances, in order, kept for ever."),
            new Channel(
                    "state", "instances.state", "send", "instanceId", "The current state of each instance; compacted."),
            new Channel(
                    "accounts",
                    "accounts.events",
                    "send",
                    "account, a slash and the kind of event",
                    "The health and the catalogue of each account, and the public keys for sealed secrets."),
            new Channel(
                    "deadLetters",
                    "instances.dead-letters",
                    "send",
                    "the record's own",
                    "Undecodable records, unchanged, with headers that give their position and the reason."));

    private final String release;
    private final Map<String, Object> messages = new LinkedHashMap<>();

    private AsyncApiDocument(String release) {
        this.release = release;
    }

    static String text() throws IOException {
        return YAML.writeValueAsString(new AsyncApiDocument(Releases.versions().getLast()).document());
    }

    private Map<String, Object> document() {
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> operations = new LinkedHashMap<>();
        for (Channel channel : CHANNELS) {
            TopicSpec spec = Contract.CATALOGUE.spec(channel.topic());
            Map<String, Object> refs = new LinkedHashMap<>();
            names(channel, spec).forEach((name, ref) -> refs.put(name, ref("#/components/messages/" + ref)));
            channels.put(
                    channel.id(),
                    map(
                            "address", channel.topic(),
                            "description", channel.description(),
                            "messages", refs,
                            "bindings", map("kafka", binding(spec))));
            operations.put(
                    channel.action() + capital(channel.id()),
                    map(
                            "action", channel.action(),
                            "channel", ref("#/channels/" + channel.id())));
        }
        return map(
                "asyncapi",
                "3.0.0",
                "info",
                map(
                        "title",
                        "Instance Bus",
                        "version",
                        release,
                        "description",
                        "The instances of many clouds as commands and events on Apache Kafka. Values are Avro in the"
                                + " Confluent wire format; headers are CloudEvents 1.0 in binary mode.",
                        "license",
                        map("name", "Apache-2.0")),
                "defaultContentType",
                CloudEvent.AVRO,
                "channels",
                channels,
                "operations",
                operations,
                "components",
                map("messages", messages));
    }

    /** The messages of a channel by the name of their body, with the name of their component. */
    private Map<String, String> names(Channel channel, TopicSpec spec) {
        Map<String, String> names = new LinkedHashMap<>();
        if (spec.valueSchema().isEmpty()) {
            names.put("DeadLetter", "DeadLetter");
            messages.put(
                    "DeadLetter",
                    map(
                            "name",
                            "DeadLetter",
                            "contentType",
                            "application/octet-stream",
                            "summary",
                            channel.description(),
                            "headers",
                            deadLetterHeaders()));
            return names;
        }
        Schema schema = spec.valueSchema().get();
        if (!Contract.envelopes().contains(schema)) {
            names.put(schema.getName(), schema.getName());
            messages.put(schema.getName(), message(channel, schema.getName(), schema.getDoc()));
            return names;
        }
        for (Schema.Field body : Contract.bodies(schema)) {
            String type = Contract.bodyType(body);
            String name = schema.getName() + "." + type;
            names.put(type, name);
            messages.put(
                    name,
                    message(channel, name, body.schema().getTypes().getLast().getDoc()));
        }
        return names;
    }

    private Map<String, Object> message(Channel channel, String name, String summary) {
        return map(
                "name",
                name,
                "title",
                name,
                "summary",
                summary,
                "contentType",
                CloudEvent.AVRO,
                "headers",
                headers("io.instancebus." + name),
                "payload",
                map("schemaFormat", AVRO, "schema", ref("./releases/" + release + "/" + channel.topic() + ".avsc")),
                "bindings",
                map(
                        "kafka",
                        map(
                                "key", map("type", "string", "description", channel.key()),
                                "schemaIdLocation", "payload",
                                "schemaIdPayloadEncoding", "confluent",
                                "bindingVersion", "0.5.0")));
    }

    private static Map<String, Object> headers(String type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        CloudEvent.REQUIRED.forEach(name -> properties.put(name, map("type", "string")));
        CloudEvent.OPTIONAL.forEach(name -> properties.put(name, map("type", "string")));
        properties.put(CloudEvent.SPECVERSION, map("type", "string", "const", "1.0"));
        properties.put(CloudEvent.TYPE, map("type", "string", "const", type));
        properties.put(CloudEvent.TIME, map("type", "string", "format", "date-time"));
        properties.put(CloudEvent.CONTENT_TYPE, map("type", "string", "const", CloudEvent.AVRO));
        properties.put(
                TraceParent.HEADER,
                map(
                        "type", "string",
                        "description", "W3C trace context; of a record about a command: the command's trace"));
        return map("type", "object", "properties", properties);
    }

    private static Map<String, Object> deadLetterHeaders() {
        Map<String, Object> properties = new LinkedHashMap<>();
        DeadLetterHeaders.REQUIRED.forEach(name -> properties.put(name, map("type", "string")));
        DeadLetterHeaders.OPTIONAL.forEach(name -> properties.put(name, map("type", "string")));
        return map("type", "object", "properties", properties, "required", DeadLetterHeaders.REQUIRED);
    }

    private static Map<String, Object> binding(TopicSpec spec) {
        return map(
                "topic", spec.name(),
                "partitions", spec.partitions(),
                "replicas", (int) spec.replicationFactor(),
                "topicConfiguration",
                        map(
                                "cleanup.policy",
                                        Arrays.asList(spec.cleanup().config().split(",")),
                                "retention.ms", Long.valueOf(spec.configs().get("retention.ms")),
                                "max.message.bytes", TopicSpec.MAX_MESSAGE_BYTES),
                "bindingVersion", "0.5.0");
    }

    private static Map<String, Object> ref(String target) {
        return map("$ref", target);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
