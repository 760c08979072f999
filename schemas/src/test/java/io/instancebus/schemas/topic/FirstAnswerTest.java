package io.instancebus.schemas.topic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class FirstAnswerTest {
    @Test
    void aKafkaThatDoesNotAnswerIsNamedWhenThePatienceIsOver() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            assertThatThrownBy(() -> FirstAnswer.await(admin, "127.0.0.1:1", Duration.ofSeconds(1)))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("Kafka at 127.0.0.1:1 did not answer within 1 s");
            admin.close(Duration.ZERO);
        }
    }
}
