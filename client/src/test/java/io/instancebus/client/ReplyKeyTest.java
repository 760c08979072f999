package io.instancebus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.Cause;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceDetailsChanged;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.SealedText;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.Sealer;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.UnsealingFailed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplyKeyTest {
    private final ReplyKey key = ReplyKey.generate();
    private final InstanceCommand create = new Commands("me")
            .create(CreateInstance.newBuilder()
                    .setAccount("rax")
                    .setImageId("img1")
                    .setReplyKey(key.publicKey())
                    .build());

    @Test
    void whatIsSealedToTheKeyOfACreateIsOpenedFromItsEvent() throws Exception {
        assertThat(key.adminPassword(event(create.getInstanceId(), answer())))
                .hasValueSatisfying(
                        password -> assertThat(password).isEqualTo("first pässword".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEventWithoutAPasswordForThisRequesterIsNoError() throws Exception {
        assertThat(key.adminPassword(event(create.getInstanceId(), null))).isEmpty();
        assertThat(key.adminPassword(event(create.getInstanceId(), new AdminPassword("c-1", null, null))))
                .isEmpty();
        assertThat(ReplyKey.generate().adminPassword(event(create.getInstanceId(), answer())))
                .isEmpty();
        InstanceEvent other = event("i-1", null);
        other.setInstanceDetailsChanged(null);
        assertThat(key.adminPassword(other)).isEmpty();
    }

    @Test
    void thePasswordOfAnotherInstanceDoesNotOpen() {
        assertThatThrownBy(() -> key.adminPassword(event("another", answer()))).isInstanceOf(UnsealingFailed.class);
    }

    /** As a worker seals it, which knows nothing but the command. */
    private AdminPassword answer() {
        ByteBuffer replyKey = create.getCreateInstance().getReplyKey();
        byte[] bytes = new byte[replyKey.remaining()];
        replyKey.duplicate().get(bytes);
        SealedText sealed = Sealer.seal(
                SealingPublicKey.of(bytes),
                SealedUse.adminPassword(create.getCommandId(), create.getInstanceId()),
                "first pässword");
        return new AdminPassword(create.getCommandId(), sealed, null);
    }

    private static InstanceEvent event(String instanceId, @Nullable AdminPassword password) {
        InstanceDetails details = new InstanceDetails();
        details.setAdminPassword(password);
        InstanceEvent event = new InstanceEvent();
        event.setInstanceId(instanceId);
        event.setInstanceDetailsChanged(new InstanceDetailsChanged(details, Cause.OBSERVED, List.of()));
        return event;
    }
}
