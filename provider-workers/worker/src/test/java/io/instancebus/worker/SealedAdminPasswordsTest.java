package io.instancebus.worker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText.Sealed;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Task;
import io.instancebus.mapping.SecretMapping;
import io.instancebus.provider.Secret;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.SealingKeyPair;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SealedAdminPasswordsTest {
    private static final String CLEAR = "first-pässword";

    private final SealingKeyPair requester = SealingKeyPair.generate();
    private final SealingKeyPair workers = SealingKeyPair.generate();
    private final Bytes replyKey = new Bytes(requester.publicKey().bytes());
    private final SealedAdminPasswords toWorkers = new SealedAdminPasswords(Optional.of(workers.publicKey()));
    private final SealedAdminPasswords toNoWorkers = new SealedAdminPasswords(Optional.empty());

    @Test
    void itIsSealedToWhoAskedAndToTheWorkersEachForItsOwn() throws Exception {
        AdminPassword password = seal(toWorkers, replyKey).orElseThrow();

        assertThat(password.commandId()).isEqualTo(new CommandId("c-1"));
        assertThat(opened(requester, password.toRequester())).isEqualTo(CLEAR);
        assertThat(opened(workers, password.toWorkers())).isEqualTo(CLEAR);
        assertThat(password.toString()).doesNotContain(CLEAR);
    }

    @Test
    void whoeverHasNoKeyIsLeftOut() throws Exception {
        AdminPassword noReply = seal(toWorkers, null).orElseThrow();
        assertThat(noReply.toRequester()).isNull();
        assertThat(opened(workers, noReply.toWorkers())).isEqualTo(CLEAR);
        AdminPassword noWorkers = seal(toNoWorkers, replyKey).orElseThrow();
        assertThat(noWorkers.toWorkers()).isNull();
        assertThat(opened(requester, noWorkers.toRequester())).isEqualTo(CLEAR);
        assertThat(seal(toNoWorkers, null)).isEmpty();
    }

    @Test
    void aReplyKeyThatNothingCanBeSealedToSpoilsNothingAndIsSaid() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(SealedAdminPasswords.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        Bytes zero = new Bytes(new byte[32]);
        try {
            AdminPassword password = seal(toWorkers, zero).orElseThrow();
            assertThat(password.toRequester()).isNull();
            assertThat(opened(workers, password.toWorkers())).isEqualTo(CLEAR);
            assertThat(seal(toNoWorkers, zero)).isEmpty();
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(logged.list)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getKeyValuePairs())
                        .contains("dropped", "i-1", "nothing can be sealed")
                        .doesNotContain(CLEAR));
    }

    private static Optional<AdminPassword> seal(SealedAdminPasswords passwords, @Nullable Bytes replyKey) {
        try (Secret clear = new Secret(CLEAR.getBytes(StandardCharsets.UTF_8))) {
            return passwords.seal(task(), replyKey, clear);
        }
    }

    private static String opened(SealingKeyPair pair, @Nullable Sealed sealed) throws Exception {
        byte[] clear = pair.open(SecretMapping.toAvro(requireNonNull(sealed)), SealedUse.adminPassword("c-1", "i-1"));
        return new String(clear, StandardCharsets.UTF_8);
    }

    private static Task task() {
        Instant now = Instant.EPOCH;
        return new Task(
                "i-1:c-1",
                1,
                new InstanceId("i-1"),
                new CommandId("c-1"),
                "main",
                ProviderType.RACKSPACE,
                "key-1",
                now,
                now,
                new Task.Create(new Command.CreateInstance(
                        "main", "image-1", null, null, null, null, List.of(), null, Map.of())));
    }
}
