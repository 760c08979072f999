package io.instancebus.schemas.registry;

import io.instancebus.schemas.registry.SchemaRefused.Reason;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds schemas by id and ids by schema, in any registry that speaks Confluent's protocol. Thread-safe; make one and
 * share it. It caches results, because a registry never changes the meaning of an id.
 *
 * <p>This class decides, for all readers, what it means that the registry does not serve an id. A registry that serves
 * no schema counts as unreachable, whatever it answers: {@link RegistryUnavailable}, without limit. A registry that
 * serves other schemas, but not this one (404, 403, 500, a redirect, a page that is not JSON …), may be starting,
 * lagging or about to be repaired: {@link SchemaPending}, until {@link RegistryConfig#patience} is over, and then
 * {@link SchemaRefused}. The patience is that of the record, and its reader says how long it has waited, so the waits
 * of records that queue behind each other overlap. The client asks for an id again from time to time, not for each
 * record. It refuses a schema that it cannot read at once.
 *
 * <p>Every method throws {@link RegistryUnavailable} when the registry cannot be asked now, and {@link SchemaRefused}
 * when the registry refused the request.
 */
public final class SchemaRegistryClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private record SubjectSchema(String subject, Schema schema) {}

    private static final long JUST_NOW = Duration.ofMillis(500).toNanos();

    private final RegistryTransport transport;
    private final LongSupplier nanoTime;
    private final OnceCache<Integer, Schema> schemas = new OnceCache<>();
    private final OnceCache<SubjectSchema, Integer> registered = new OnceCache<>();
    private final OnceCache<SubjectSchema, Integer> lookedUp = new OnceCache<>();
    private final OnceCache<String, RegisteredSchema> latest = new OnceCache<>();
    private final Doubts doubts;
    /** An id that the registry served. It tells a registry that serves nothing from one that refuses an id. */
    private volatile @Nullable Integer served;
    /** A schema that the registry should serve, used until it has served one. */
    private volatile @Nullable SubjectSchema expected;
    /** When the registry last served another schema after it had not served one. */
    private volatile @Nullable Long servedOthersAt;

    public SchemaRegistryClient(RegistryConfig config) {
        this(config, System::nanoTime);
    }

    SchemaRegistryClient(RegistryConfig config, LongSupplier nanoTime) {
        this.transport = new RegistryTransport(config);
        this.nanoTime = nanoTime;
        this.doubts = new Doubts(nanoTime, config.patience());
    }

    /** @param urls comma-separated */
    public static SchemaRegistryClient of(String urls) {
        return new SchemaRegistryClient(RegistryConfig.of(urls));
    }

    /** A client with a Kafka client's configuration, under Confluent's names. */
    public static SchemaRegistryClient from(Map<String, ?> kafkaConfig) {
        return new SchemaRegistryClient(RegistryConfig.from(kafkaConfig));
    }

    /** Names one of the contract's own schemas, which the registry holds unless it is empty. */
    public void expect(String subject, Schema schema) {
        expected = new SubjectSchema(subject, schema);
    }

    /**
     * The schema that a record with this id was written with, for a reader that does not know how long the record has
     * waited: its patience begins when the registry first refuses the id.
     *
     * @throws SchemaPending if the registry does not serve this schema yet
     * @throws SchemaRefused if the patience is over, or the schema cannot be used
     */
    public Schema schema(int id) {
        return find(id, null);
    }

    /**
     * The schema that a record with this id was written with.
     *
     * @param waited how long the record has waited since the reader first saw it. Time in which the registry was
     *     unreachable does not count, as far as this client knows of it
     * @throws SchemaPending if the registry does not serve this schema yet
     * @throws SchemaRefused if the patience of the record is over, or the schema cannot be used
     */
    public Schema schema(int id, Duration waited) {
        return find(id, waited);
    }

    /**
     * Asks once for the schema of a record that waits behind another, so that its first refusal need not be awaited
     * after the other record.
     *
     * @throws RegistryUnavailable if the registry is unreachable
     */
    public void askAhead(int id) {
        if (schemas.find(id).isPresent() || doubts.contains(id)) {
            return;
        }
        try {
            var _ = ask(id, Duration.ZERO);
        } catch (SchemaPending | SchemaRefused e) {
            // From now on the id is in doubt.
        }
    }

    private Schema find(int id, @Nullable Duration waited) {
        return schemas.find(id).orElseGet(() -> ask(id, waited));
    }

    private Schema ask(int id, @Nullable Duration waited) {
        doubts.check(id, waited);
        try {
            Schema schema = schemas.get(id, this::fetch);
            doubts.settled(id);
            served = id;
            return schema;
        } catch (SchemaRefused e) {
            if (e.reason() == Reason.UNUSABLE) {
                served = id;
                doubts.refused(id, e);
                throw e;
            }
            throw notServed(id, waited, e, e.reason() == Reason.NOT_REGISTERED);
        } catch (RegistryUnavailable e) {
            if (e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException) {
                doubts.restart();
                throw e;
            }
            throw notServed(id, waited, e, false);
        }
    }

    private RuntimeException notServed(int id, @Nullable Duration waited, RuntimeException why, boolean unknown) {
        String words = String.valueOf(why.getMessage());
        if (!(doubts.staysPending(id, waited) && servedOthersJustNow()) && !servesOthers(unknown)) {
            doubts.restart();
            return new RegistryUnavailable(words, why);
        }
        return doubts.failed(
                id, waited, new SchemaRefused(unknown ? Reason.NOT_REGISTERED : Reason.WITHHELD, words, why));
    }

    /** @param unknown whether the registry answered, in its own protocol, that it does not know an id */
    private boolean servesOthers(boolean unknown) {
        Integer id = served;
        SubjectSchema own = expected;
        boolean serves = id != null && answers(() -> transport.get("/schemas/ids/" + id))
                || own != null && answers(() -> transport.post(path(own.subject), body(own.schema)))
                || id == null && unknown;
        servedOthersAt = serves ? nanoTime.getAsLong() : null;
        return serves;
    }

    /**
     * Enough to let a record wait, so that a flood of ids causes half as many requests; not enough to give up a record.
     */
    private boolean servedOthersJustNow() {
        Long at = servedOthersAt;
        return at != null && nanoTime.getAsLong() - at < JUST_NOW;
    }

    private static boolean answers(Supplier<RegistryAnswer> question) {
        try {
            return question.get().ok();
        } catch (RegistryUnavailable e) {
            return false;
        }
    }

    /** Registers the schema under the subject, unless it is registered already, and returns its id. */
    public int register(String subject, Schema schema) {
        return registered.get(
                new SubjectSchema(subject, schema), key -> id(path(subject) + "/versions", schema, subject));
    }

    /** Returns the id of a schema that must be registered under the subject already. */
    public int idOf(String subject, Schema schema) {
        return lookedUp.get(new SubjectSchema(subject, schema), key -> id(path(subject), schema, subject));
    }

    /** Returns the subject's latest version at the time of the first request. */
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
        RegistryAnswer answer = transport.post(path, body(schema));
        if (!answer.ok()) {
            throw refusal(answer, "Schema " + schema.getFullName() + " refused for subject " + subject);
        }
        int id = idIn(answer);
        schemas.put(id, schema);
        served = id;
        return id;
    }

    private static String body(Schema schema) {
        return JSON.writeValueAsString(JSON.createObjectNode().put("schema", schema.toString()));
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
            return WriterSchema.parse(text);
        } catch (WriterSchema.Unusable e) {
            throw new SchemaRefused(Reason.UNUSABLE, "Schema " + id + " is of no use: " + e.getMessage(), e);
        }
    }

    /** Decides by status and code only: the texts differ between registries. */
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
            // Without one of the protocol's codes, this is not the answer of a registry, but a wrong path or another
            // server.
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
