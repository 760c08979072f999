package io.instancebus.embedded;

import java.io.IOException;
import kafka.network.RequestChannel;
import kafka.server.ApiRequestHandler;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.server.common.RequestLocal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;

/**
 * Reads each record batch before the broker does, and takes away those that exceed {@link UnpackedBound}.
 * Kafka answers INVALID_RECORD for a partition without a batch, and handles the request's other partitions as ever.
 */
final class ProduceGuard implements ApiRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(ProduceGuard.class);

    private final ApiRequestHandler broker;

    ProduceGuard(ApiRequestHandler broker) {
        this.broker = broker;
    }

    @Override
    public void handle(RequestChannel.Request request, RequestLocal local) {
        if (request.header().apiKey() == ApiKeys.PRODUCE) {
            ProduceRequest produced = request.body(ClassTag.apply(ProduceRequest.class));
            produced.data()
                    .topicData()
                    .forEach(topic -> topic.partitionData()
                            .forEach(partition ->
                                    check(topic, partition, request.header().clientId())));
        }
        broker.handle(request, local);
    }

    private static void check(TopicProduceData topic, PartitionProduceData partition, String clientId) {
        if (!(partition.records() instanceof MemoryRecords records)) {
            return;
        }
        try {
            for (RecordBatch batch : records.batches()) {
                if (batch instanceof DefaultRecordBatch current) {
                    UnpackedBound.check(current);
                }
            }
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("clientId", clientId)
                    .addKeyValue("topic", topic.name().isEmpty() ? topic.topicId() : topic.name())
                    .addKeyValue("partition", partition.index())
                    .addKeyValue("why", e.toString())
                    .log("refused a record batch");
            partition.setRecords(MemoryRecords.EMPTY);
        }
    }

    @Override
    public void tryCompleteActions() {
        broker.tryCompleteActions();
    }
}
