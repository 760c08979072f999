package io.instancebus.command.rules;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.ProviderRulesDeclared;
import io.instancebus.domain.Backoff;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.mapping.RulesMapping;
import io.instancebus.schemas.consumer.EarlyClose;
import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads accounts.events from its beginning, follows it, and reports the rules of all provider types whenever they
 * change. A declaration that cannot be read, or is invalid, is logged and ignored: the rules before it stay valid.
 */
public final class FollowedRules implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FollowedRules.class);
    private static final String KEY = "/" + ProviderRulesDeclared.class.getSimpleName();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final String topic;
    private final AvroCodec<AccountEvent> codec;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final java.util.function.Consumer<Map<ProviderType, ProviderRules>> listener;
    private final DeclaredRules declared = new DeclaredRules();
    /** The latest declaration of each account whose schema the registry does not serve yet. */
    private final Map<String, ConsumerRecord<byte[], byte[]>> waiting = new LinkedHashMap<>();

    private final CountDownLatch read = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<Consumer<byte[], byte[]>> current = Optional.empty();
    private volatile boolean closed;
    private Map<ProviderType, ProviderRules> last = Map.of();
    private int failures;

    private FollowedRules(
            String topic,
            AvroCodec<AccountEvent> codec,
            Supplier<Consumer<byte[], byte[]>> consumers,
            java.util.function.Consumer<Map<ProviderType, ProviderRules>> listener) {
        this.topic = topic;
        this.codec = codec;
        this.consumers = consumers;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("provider-rules").daemon().unstarted(this::run);
    }

    /**
     * Starts to read, and returns when the current end of the topic is reached or the patience ends. Reading continues
     * in both cases.
     *
     * @param listener receives all declared rules, on a thread of its own; it must not throw
     */
    public static FollowedRules start(
            String topic,
            AvroCodec<AccountEvent> codec,
            Supplier<Consumer<byte[], byte[]>> consumers,
            java.util.function.Consumer<Map<ProviderType, ProviderRules>> listener,
            Duration patience) {
        FollowedRules rules = new FollowedRules(topic, codec, consumers, listener);
        rules.thread.start();
        try {
            if (!rules.read.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn()
                        .addKeyValue("topic", topic)
                        .addKeyValue("seconds", patience.toSeconds())
                        .log("The provider types' rules were not read in time; the common ones hold until they are");
            }
        } catch (InterruptedException e) {
            rules.close();
            throw new InterruptException(e);
        }
        return rules;
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get();
                    EarlyClose ignored = new EarlyClose(consumer)) {
                current = Optional.of(consumer);
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                log.atDebug().log("The rules are no longer followed");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("The rules' consumer broke; reading again from the beginning");
                pause();
            } finally {
                current = Optional.empty();
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        boolean atEnd = false;
        declared.clear();
        waiting.clear();
        while (!closed) {
            consumer.poll(POLL).forEach(this::note);
            takeWaiting();
            atEnd = atEnd
                    || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            if (atEnd) {
                failures = 0;
                tell();
                read.countDown();
            }
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!key.endsWith(KEY)) {
            return;
        }
        String account = key.substring(0, key.length() - KEY.length());
        waiting.remove(account);
        if (record.value() == null) {
            declared.remove(account);
        } else if (!isDone(account, record)) {
            waiting.put(account, record);
        }
    }

    private void takeWaiting() {
        Iterator<Map.Entry<String, ConsumerRecord<byte[], byte[]>>> each =
                waiting.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, ConsumerRecord<byte[], byte[]>> next = each.next();
            if (!isDone(next.getKey(), next.getValue())) {
                return;
            }
            each.remove();
        }
    }

    /** Accepts or ignores the declaration. Returns false if it has to wait for its schema. */
    private boolean isDone(String account, ConsumerRecord<byte[], byte[]> record) {
        try {
            take(account, record);
        } catch (RegistryUnavailable e) {
            if (waiting.size() < DeclaredRules.MOST) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("A declaration of rules waits for its schema");
                return false;
            }
            leaveOut(record, "too many wait for their schemas");
        } catch (UndecodableRecord | IllegalArgumentException e) {
            leaveOut(record, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            leaveOut(record, e.getClass().getSimpleName());
        }
        return true;
    }

    private void take(String account, ConsumerRecord<byte[], byte[]> record) {
        AccountEvent event = codec.decode(record.value());
        ProviderRulesDeclared rules = event.getProviderRulesDeclared();
        if (rules == null || !event.getAccount().equals(account)) {
            throw new IllegalArgumentException("the record's key is not its account and its type");
        }
        if (!declared.take(
                account, new ProviderType(event.getProvider()), RulesMapping.fromAvro(rules), event.getRecordedAt())) {
            throw new IllegalArgumentException("rules of more than " + DeclaredRules.MOST + " accounts are declared");
        }
    }

    private void tell() {
        Map<ProviderType, ProviderRules> now = declared.byType();
        if (!now.equals(last)) {
            last = now;
            listener.accept(now);
        }
    }

    private static void leaveOut(ConsumerRecord<byte[], byte[]> record, String reason) {
        log.atError()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("Declared rules of a provider type cannot be used; those before hold");
    }

    private void pause() {
        try {
            Thread.sleep(BACKOFF.after(++failures));
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        // Without a consumer the thread may be in a long pause.
        current.ifPresentOrElse(Consumer::wakeup, thread::interrupt);
        try {
            if (!thread.join(CLOSE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
