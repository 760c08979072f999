package io.instancebus.worker.hand;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.embedded.EmbeddedKafka;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeShareGroupsResult;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class BrokerPresenceTest {
    private static final String GROUP = "hands";

    @TempDir
    Path folder;

    @Test
    void aGroupIsServedWhileABrokerAnswersAlsoIfItDoesNotKnowIt() throws Exception {
        var kafka = EmbeddedKafka.start(folder, 0);
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            var broker = new BrokerPresence(admin);
            assertThat(broker.serves(GROUP)).isTrue();
            kafka.close();
            assertThat(broker.serves(GROUP)).isFalse();
        }
    }

    @Test
    void aGroupWithoutACoordinatorIsNotServed() throws Exception {
        assertThat(answering(new CoordinatorNotAvailableException("loading")).serves(GROUP))
                .isFalse();
        assertThat(answering(GroupAuthorizationException.forGroupId(GROUP)).serves(GROUP))
                .isTrue();
    }

    private static BrokerPresence answering(RuntimeException failure) {
        var description = new KafkaFutureImpl<ShareGroupDescription>();
        description.completeExceptionally(failure);
        return new BrokerPresence((Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> new DescribeShareGroupsResult(Map.of(GROUP, description))));
    }
}
