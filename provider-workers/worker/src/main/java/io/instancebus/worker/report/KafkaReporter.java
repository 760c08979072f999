package io.instancebus.worker.report;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.mapping.AccountEventMapping;
import io.instancebus.mapping.ReportMapping;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes reports and account events through one producer, which must be idempotent and wait for all replicas. */
public final class KafkaReporter implements Reporter, AccountJournal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AwaitedSends sends;
    private final AvroCodec<ProviderReport> reports;
    private final AvroCodec<AccountEvent> accountEvents;
    private final String reportsTopic;
    private final String accountEventsTopic;
    private final String worker;
    private final Clocks clocks;

    public KafkaReporter(
            Producer<byte[], byte[]> producer,
            String reportsTopic,
            AvroCodec<ProviderReport> reports,
            String accountEventsTopic,
            AvroCodec<AccountEvent> accountEvents,
            String worker,
            Clocks clocks) {
        this.sends = new AwaitedSends(producer, clocks.steady());
        this.reportsTopic = reportsTopic;
        this.reports = reports;
        this.accountEventsTopic = accountEventsTopic;
        this.accountEvents = accountEvents;
        this.worker = worker;
        this.clocks = clocks;
    }

    @Override
    public void reportAll(String account, List<TracedReport> all, SteadyTime until) throws NotReported {
        sends.sendAll(all.stream().map(report -> record(account, report)).toList(), until);
    }

    private Supplier<ProducerRecord<byte[], byte[]>> record(String account, TracedReport traced) {
        Report report = traced.report();
        // One step of the trace, however often the record is sent.
        Optional<TraceParent> step = Optional.ofNullable(traced.trace()).map(TraceParent::child);
        return () -> {
            ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                    reportsTopic,
                    bytes(report.instanceId().value()),
                    reports.encode(
                            ReportMapping.toAvro(account, worker, clocks.wall().instant(), report)));
            step.ifPresent(trace -> trace.writeTo(made.headers()));
            return made;
        };
    }

    @Override
    public void publish(String account, ProviderType provider, AccountNews news) throws NotReported {
        Supplier<ProducerRecord<byte[], byte[]>> record = () -> {
            AccountEvent event = AccountEventMapping.toAvro(
                    account, provider.label(), clocks.wall().instant(), Carried.of(account, news));
            ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                    accountEventsTopic, bytes(account + "/" + news.key()), accountEvents.encode(event));
            cloudEvent(event).writeTo(made.headers());
            return made;
        };
        sends.sendAll(List.of(record), clocks.steady().now().plus(PATIENCE));
    }

    private CloudEvent cloudEvent(AccountEvent event) {
        return new CloudEvent(
                UUID.randomUUID().toString(),
                CloudEvent.typeOf("AccountEvent", event.getType()),
                "/instance-bus/provider-workers/" + worker,
                event.getAccount(),
                event.getRecordedAt(),
                null,
                null,
                null);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
