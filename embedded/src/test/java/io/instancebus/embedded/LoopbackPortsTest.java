package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
    /** The kernel gives the same port twice now and then; here it could give hardly any other. */
    @Test
    void aSecondPortIsNeverTheFirst() {
        Set<Integer> all = new HashSet<>();
        IntStream.rangeClosed(1, 65_535).forEach(all::add);
        int only = LoopbackPorts.free(0, "a test");
        all.remove(only);
        all.removeIf(port -> port % 2 == 0);
        assertThat(LoopbackPorts.freeBesides(all, "a test")).isNotIn(all);
    }
}
