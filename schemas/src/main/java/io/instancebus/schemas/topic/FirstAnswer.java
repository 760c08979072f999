package io.instancebus.schemas.topic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until Kafka answers, and reports within seconds if it does not answer yet. */
public final class FirstAnswer {
    private static final Logger log = LoggerFactory.getLogger(FirstAnswer.class);
    private static final Duration TRY = Duration.ofSeconds(3);

    private FirstAnswer() {}

    /**
     * Returns once any broker answers.
     *
     * @param bootstrapServers the servers, for the messages
     * @throws KafkaException naming the Kafka that did not answer in time; at once if it refuses the login
     */
    public static void await(Admin admin, String bootstrapServers, Duration patience) {
        long giveUp = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (true) {
            try {
                var unused = KafkaAnswers.await(
                        admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) TRY.toMillis()))
                                .nodes(),
                        TRY.multipliedBy(2));
                return;
            } catch (AuthenticationException refused) {
                throw new KafkaException(
                        "Kafka at " + bootstrapServers + " refuses the login: " + refused.getMessage(), refused);
            } catch (RetriableException away) {
                if (System.nanoTime() > giveUp) {
                    throw new KafkaException(
                            "Kafka at " + bootstrapServers + " did not answer within " + patience.toSeconds()
                                    + " s; is it running, and may this machine reach it?",
                            away);
                }
                if (!said) {
                    said = true;
                    log.atWarn()
                            .addKeyValue("bootstrapServers", bootstrapServers)
                            .addKeyValue("patienceSeconds", patience.toSeconds())
                            .log("Waiting for Kafka, which does not answer");
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
