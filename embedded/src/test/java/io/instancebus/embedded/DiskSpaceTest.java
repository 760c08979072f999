package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.embedded.DiskSpace.Level;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskSpaceTest {
    private static final long MEGABYTE = 1 << 20;

    private static DiskSpace space(long usableMegabytes, long totalMegabytes) {
        return new DiskSpace(Path.of("/data"), usableMegabytes * MEGABYTE, totalMegabytes * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource({
        "20000, 250000, AMPLE",
        "1023, 250000, LOW",
        "255, 250000, SHORT",
        "63, 250000, EXHAUSTED",
        "61, 300, AMPLE",
        "59, 300, LOW",
        "29, 300, SHORT",
        "11, 300, EXHAUSTED",
        "0, 300, EXHAUSTED",
        "0, 0, AMPLE"
    })
    void theLevelFollowsFromTheRoomAndTheSizeOfTheDisk(long usable, long total, Level level) {
        assertThat(space(usable, total).level()).isEqualTo(level);
    }

    @Test
    void aLevelGetsWorseAtOnceAndBetterAQuarterLater() {
        assertThat(space(255, 250_000).levelAfter(Level.LOW)).isEqualTo(Level.SHORT);
        assertThat(space(300, 250_000).levelAfter(Level.SHORT)).isEqualTo(Level.SHORT);
        assertThat(space(330, 250_000).levelAfter(Level.SHORT)).isEqualTo(Level.LOW);
        assertThat(space(9_000, 250_000).levelAfter(Level.EXHAUSTED)).isEqualTo(Level.AMPLE);
    }

    @Test
    void theWordsHaveTheNumbersAndThePlace() {
        assertThat(space(40, 300).words())
                .isEqualTo("40 MB of 300 MB are left on the disk of /data; commands are refused below 30 MB");
    }
}
