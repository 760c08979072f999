package io.instancebus.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneByOneTest {
    @Test
    void whatIsToldOfItIsBounded() {
        OneByOne reading = new OneByOne();
        String longText = "\uD83D\uDE00".repeat(10_000);

        List<String> read = reading.read("image", Collections.nCopies(1_000, longText), text -> text, text -> {
            throw new IllegalArgumentException(text);
        });

        assertThat(read).isEmpty();
        assertThat(reading.leftOut()).hasSize(OneByOne.MOST_TOLD).allSatisfy(each -> {
            assertThat(each.id()).isEqualTo("\uD83D\uDE00".repeat(200));
            assertThat(each.reason()).isEqualTo("\uD83D\uDE00".repeat(200));
        });
    }
}
