package io.instancebus.worker.report;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reports and account events through one producer, which must be idempotent and wait for all replicas. */
public final class KafkaReporter implements Reporter, AccountJournal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AwaitedSends sends;
    private final AvroCodec<ProviderReport> reports;
    private final AvroCodec<AccountEvent> accountEvents;
    private final String reportsTopic;
    private final String accountEventsTopic;
    private final String worker;
    private final Clock clock;

    public KafkaReporter(
            Producer<byte[], byte[]> producer,
            String reportsTopic,
            AvroCodec<ProviderReport> reports,
            String accountEventsTopic,
            AvroCodec<AccountEvent> accountEvents,
            String worker,
            Clock clock) {
        this.sends = new AwaitedSends(producer, clock);
        this.reportsTopic = reportsTopic;
        this.reports = reports;
        this.accountEventsTopic = accountEventsTopic;
        this.accountEvents = accountEvents;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public void report(String account, Report report, Instant until) throws NotReported {
        Supplier<byte[]> value =
                () -> reports.encode(ReportWriter.report(account, worker, clock.instant(), report));
        send(reportsTopic, report.instanceId().value(), value, until);
    }

    @Override
    public void publish(String account, ProviderType provider, AccountNews news) throws NotReported {
        Supplier<byte[]> value = () ->
                accountEvents.encode(AccountEventWriter.event(account, provider.label(), clock.instant(), news));
        send(accountEventsTopic, account + "/" + news.key(), value, clock.instant().plus(PATIENCE));
    }

    private void send(String topic, String key, Supplier<byte[]> value, Instant until) throws NotReported {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        sends.send(() -> new ProducerRecord<>(topic, keyBytes, value.get()), until);
    }
}
