package io.instancebus.client;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes commands, awaits their outcomes and subscribes to events. Thread-safe; make one and share it.
 *
 * <p>The first {@link #await} opens a subscription to new events, which all later ones share. The client does not see
 * an answer that was written before this subscription began. So call {@link #listenForOutcomes} once before you publish
 * the first command whose outcome you await.
 */
public final class InstanceBusClient implements AutoCloseable {
    private static final int REMEMBERED_OUTCOMES = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final String MAX_BLOCK_MILLIS = "10000";
    private static final String DELIVERY_MILLIS = "60000";

    private final ClientConfig config;
    private final SchemaRegistryClient registry;
    private final AvroCodec<InstanceCommand> commands;
    private final AvroCodec<InstanceEvent> events;
    private final Producer<String, byte[]> producer;
    private final OutcomeBoard outcomes = new OutcomeBoard(REMEMBERED_OUTCOMES);
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private @Nullable Subscription outcomeSubscription;

    public InstanceBusClient(ClientConfig config) {
        this.config = config;
        this.registry = SchemaRegistryClient.from(config.common());
        this.commands = new AvroCodec<>(InstanceCommand.class, config.topics().commands(), registry);
        this.events = new AvroCodec<>(InstanceEvent.class, config.topics().events(), registry);
        this.producer = new KafkaProducer<>(producerSettings(), new StringSerializer(), new ByteArraySerializer());
    }

    /** Makes commands with this client's actor. */
    public Commands commands() {
        return new Commands(config.actor());
    }

    /**
     * Publishes the command. When the future is done, the brokers have stored it. Blocks for at most ten seconds, while
     * the buffer is full or the brokers or the registry are unreachable.
     *
     * @return fails with {@link SubmissionFailed}; publishing the same command again is safe
     */
    public CompletableFuture<Submission> publish(InstanceCommand command) {
        return publish(command, TraceParent.start(false));
    }

    /** Publishes the command as a span of the caller's trace. */
    public CompletableFuture<Submission> publish(InstanceCommand command, TraceParent trace) {
        CompletableFuture<Submission> result = new CompletableFuture<>();
        try {
            var unused =
                    producer.send(toRecord(command, trace), (metadata, e) -> complete(result, command, metadata, e));
        } catch (KafkaException | IllegalStateException e) {
            result.completeExceptionally(failed(command, e));
        }
        return result;
    }

    private ProducerRecord<String, byte[]> toRecord(InstanceCommand command, TraceParent trace) {
        ProducerRecord<String, byte[]> toSend =
                new ProducerRecord<>(config.topics().commands(), command.getInstanceId(), commands.encode(command));
        CloudEvent.of(command, config.source()).writeTo(toSend.headers());
        trace.writeTo(toSend.headers());
        return toSend;
    }

    private static void complete(
            CompletableFuture<Submission> result,
            InstanceCommand command,
            @Nullable RecordMetadata metadata,
            @Nullable Exception e) {
        if (e != null || metadata == null) {
            result.completeExceptionally(failed(command, e == null ? new KafkaException("no answer") : e));
        } else {
            result.complete(new Submission(
                    command.getCommandId(), command.getInstanceId(), metadata.partition(), metadata.offset()));
        }
    }

    private static SubmissionFailed failed(InstanceCommand command, Exception cause) {
        String why = cause instanceof TimeoutException
                ? "Kafka did not take it in time (are the brokers reachable, does the topic exist?): "
                : "";
        return new SubmissionFailed(
                "Command " + command.getCommandId() + " was not confirmed: " + why + cause.getMessage(), cause);
    }

    /**
     * Begins to listen for the outcomes of commands. After it returns, the client sees the answers to all commands that
     * are published from then on.
     */
    public synchronized void listenForOutcomes() {
        if (outcomeSubscription == null) {
            Subscription subscription = subscribe(outcomes::see, StartAt.LATEST);
            outcomeSubscription = subscription;
            var _ = subscription.ended().whenComplete((nothing, e) -> stopListening(ended(e)));
        }
    }

    /** The next await opens a new subscription. */
    private synchronized void stopListening(Throwable cause) {
        outcomeSubscription = null;
        outcomes.end(cause);
    }

    private static Throwable ended(@Nullable Throwable cause) {
        return cause == null ? new IllegalStateException("the client was closed") : cause;
    }

    /**
     * The outcome of a command. The description of the class says what to call first.
     *
     * @param timeout how long to wait; after that the outcome is {@link CommandOutcome.Pending}
     * @return fails only if the client is closed or the subscription breaks
     */
    public CompletableFuture<CommandOutcome> await(String commandId, Duration timeout) {
        listenForOutcomes();
        return outcomes.await(commandId, timeout);
    }

    /** Publishes a command and awaits its outcome. */
    public CompletableFuture<CommandOutcome> execute(InstanceCommand command, Duration timeout) {
        listenForOutcomes();
        return publish(command).thenCompose(submission -> await(submission.commandId(), timeout));
    }

    /** Gives every event to the listener until the subscription or this client is closed. */
    public Subscription subscribe(EventListener listener, StartAt startAt) {
        Subscription subscription = Subscription.start(
                new KafkaConsumer<>(consumerSettings(), new StringDeserializer(), new ByteArrayDeserializer()),
                events,
                config.topics().events(),
                startAt,
                listener);
        subscriptions.add(subscription);
        var _ = subscription.ended().whenComplete((nothing, e) -> subscriptions.remove(subscription));
        return subscription;
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = config.common();
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000");
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        return settings;
    }

    private Map<String, Object> consumerSettings() {
        Map<String, Object> settings = config.common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // Applies only if retention deleted events that a very slow subscription had not read.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** Sends buffered commands, for at most ten seconds, and ends all subscriptions. */
    @Override
    public void close() {
        Set.copyOf(subscriptions).forEach(Subscription::close);
        outcomes.end(ended(null));
        producer.close(CLOSE);
        registry.close();
    }
}
