package io.instancebus.schemas.registry;

import io.instancebus.schemas.registry.SchemaRefused.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import tools.jackson.databind.json.JsonMapper;

/**
 * Schemas by id and ids by schema, from any registry that speaks Confluent's protocol. Safe for many threads; make one
 * and share it. What was found once is kept for ever, since a registry never changes what an id means; an unknown id
 * is asked for again after ten seconds.
 *
 * <p>Every method throws {@link RegistryUnavailable} when the registry cannot be asked now, and
 * {@link SchemaRefused} when it was asked and said no.
 */
public final class SchemaRegistryClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration UNKNOWN_KEPT = Duration.ofSeconds(10);

    private record SubjectSchema(String subject, Schema schema) {}

    private final RegistryTransport transport;
    private final OnceCache<Integer, Schema> schemas = new OnceCache<>();
    private final OnceCache<SubjectSchema, Integer> registered = new OnceCache<>();
    private final OnceCache<SubjectSchema, Integer> lookedUp = new OnceCache<>();
    private final OnceCache<String, RegisteredSchema> latest = new OnceCache<>();
    private final RecentlyUnknown unknown;

    public SchemaRegistryClient(RegistryConfig config) {
        this(config, System::nanoTime);
    }

    SchemaRegistryClient(RegistryConfig config, LongSupplier nanoTime) {
        this.transport = new RegistryTransport(config);
        this.unknown = new RecentlyUnknown(nanoTime, UNKNOWN_KEPT);
    }

    /** @param urls comma-separated */
    public static SchemaRegistryClient of(String urls) {
        return new SchemaRegistryClient(RegistryConfig.of(urls));
    }

    /** From a Kafka client's configuration, under Confluent's names. */
    public static SchemaRegistryClient from(Map<String, ?> kafkaConfig) {
        return new SchemaRegistryClient(RegistryConfig.from(kafkaConfig));
    }

    /** The schema that a record with this id was written with; empty when the registry does not know the id. */
    public Optional<Schema> schema(int id) {
        if (unknown.contains(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(schemas.get(id, this::fetch));
        } catch (SchemaRefused e) {
            if (e.reason() == Reason.NOT_REGISTERED) {
                unknown.add(id);
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Registers the schema under the subject, unless it is there already, and gives its id. */
    public int register(String subject, Schema schema) {
        return registered.get(
                new SubjectSchema(subject, schema), key -> id(path(subject) + "/versions", schema, subject));
    }

    /** The id of a schema that must be registered under the subject already. */
    public int idOf(String subject, Schema schema) {
        return lookedUp.get(new SubjectSchema(subject, schema), key -> id(path(subject), schema, subject));
    }

    /** The subject's latest version, as it was when first asked for. */
    public RegisteredSchema latest(String subject) {
        return latest.get(subject, key -> {
            RegistryAnswer answer = transport.get(path(subject) + "/versions/latest");
            if (!answer.ok()) {
                throw refusal(answer, "No latest schema for " + subject);
            }
            int id = idIn(answer);
            Schema schema = parse(id, answer);
            schemas.put(id, schema);
            return new RegisteredSchema(id, schema);
        });
    }

    private Schema fetch(int id) {
        RegistryAnswer answer = transport.get("/schemas/ids/" + id);
        if (!answer.ok()) {
            throw refusal(answer, "No schema with id " + id);
        }
        return parse(id, answer);
    }

    private int id(String path, Schema schema, String subject) {
        String body = JSON.writeValueAsString(JSON.createObjectNode().put("schema", schema.toString()));
        RegistryAnswer answer = transport.post(path, body);
        if (!answer.ok()) {
            throw refusal(answer, "Schema " + schema.getFullName() + " refused for subject " + subject);
        }
        int id = idIn(answer);
        schemas.put(id, schema);
        return id;
    }

    private static int idIn(RegistryAnswer answer) {
        if (!answer.body().path("id").canConvertToInt()) {
            throw new RegistryUnavailable("The schema registry's answer holds no id", null);
        }
        return answer.body().path("id").asInt();
    }

    private static Schema parse(int id, RegistryAnswer answer) {
        String type = answer.body().path("schemaType").asString("AVRO");
        String text = answer.body().path("schema").asString("");
        if (text.isEmpty()) {
            throw new RegistryUnavailable("The schema registry's answer holds no schema", null);
        }
        if (!type.equals("AVRO")) {
            throw new SchemaRefused(Reason.UNUSABLE, "Schema " + id + " is of type " + type + ", not AVRO", null);
        }
        if (!answer.body().path("references").isEmpty()) {
            throw new SchemaRefused(
                    Reason.UNUSABLE, "Schema " + id + " refers to other schemas; register it whole", null);
        }
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new SchemaRefused(Reason.UNUSABLE, "Schema " + id + " is not an Avro schema: " + e.getMessage(), e);
        }
    }

    /** By status and code only: the words differ from registry to registry. */
    private static RuntimeException refusal(RegistryAnswer answer, String what) {
        String message =
                what + ": HTTP " + answer.status() + ", error code " + answer.errorCode() + ", " + answer.message();
        return switch (answer.errorCode()) {
            case 40401, 40402, 40403 -> new SchemaRefused(Reason.NOT_REGISTERED, message, null);
            case 42201 -> new SchemaRefused(Reason.INVALID, message, null);
            default -> refusalByStatus(answer.status(), message);
        };
    }

    private static RuntimeException refusalByStatus(int status, String message) {
        return switch (status) {
            case 409 -> new SchemaRefused(Reason.INCOMPATIBLE, message, null);
            case 422 -> new SchemaRefused(Reason.INVALID, message, null);
            // Without one of the protocol's codes this is not a registry's no, but a wrong path or another server.
            case 404, 405 -> new RegistryUnavailable(message + " (is the registry's path right?)", null);
            default -> new SchemaRefused(Reason.OTHER, message, null);
        };
    }

    private static String path(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        transport.close();
    }
}
