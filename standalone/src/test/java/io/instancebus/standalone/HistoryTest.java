package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The demo names who caused each event. */
class HistoryTest {
    private static String who(String event) {
        return ViewReader.who(JsonMapper.shared().readTree(event));
    }

    @Test
    void whatWasSeenAtTheProviderWasNotDoneByWhoAsked() {
        assertThat(who("{\"actor\":\"demo\",\"commandId\":\"c\",\"causationId\":\"c\"}"))
                .isEqualTo("by demo");
        assertThat(who("{\"actor\":\"demo\",\"commandId\":\"c\",\"causationId\":\"observation 2/1/7\"}"))
                .isEqualTo("seen at the provider, as demo had asked");
        assertThat(who("{\"actor\":\"instance-bus\",\"causationId\":\"observation 2/1/7\"}"))
                .isEqualTo("seen at the provider; nobody had asked");
    }
}
