package io.instancebus.provider.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The test for secrets in logs proves something only if every log is captured. */
class CapturedLogsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.instancebus.provider.ec2.Ec2Provider",
                "jclouds.wire",
                "jclouds.headers",
                "org.jclouds.rest.internal.InvokeHttpMethod",
                "org.apache.sshd.client.session.ClientSessionImpl",
                "org.apache.kafka.clients.NetworkClient",
                "kafka.server.KafkaApis"
            })
    void whateverLogsThroughSlf4jIsHeardAtTrace(String logger) {
        try (CapturedLogs logs = new CapturedLogs()) {
            LoggerFactory.getLogger(logger)
                    .atTrace()
                    .addKeyValue("key", "a-value")
                    .setCause(new IllegalStateException("a-cause"))
                    .log("said {}", "an-argument");

            assertThat(logs.texts())
                    .anyMatch(text -> text.contains(logger)
                            && text.contains("an-argument")
                            && text.contains("a-value")
                            && text.contains("a-cause"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdk.httpclient.HttpClient",
                "jdk.internal.httpclient.debug",
                "javax.net.ssl",
                "com.google.inject"
            })
    void whateverLogsThroughJavaUtilLoggingIsHeardAtFinest(String name) {
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger(name);
        try (CapturedLogs logs = new CapturedLogs()) {
            logger.log(Level.FINEST, "said {0}", "an-argument");
            System.getLogger(name).log(System.Logger.Level.TRACE, "traced");

            assertThat(logs.texts())
                    .anyMatch(text -> text.contains(name) && text.contains("said an-argument"))
                    .anyMatch(text -> text.contains(name) && text.contains("traced"));
        }
    }

    @Test
    void theLevelsAreAsBeforeAfterwards() {
        var kafka = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.apache.kafka");
        var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var usual = kafka.getLevel();
        var usualOfAll = root.getLevel();

        new CapturedLogs().close();

        assertThat(kafka.getLevel()).isEqualTo(usual).isNotEqualTo(ch.qos.logback.classic.Level.TRACE);
        assertThat(root.getLevel()).isEqualTo(usualOfAll).isNotEqualTo(ch.qos.logback.classic.Level.TRACE);
    }
}
