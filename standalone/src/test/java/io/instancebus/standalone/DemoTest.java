package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
@Tag("process")
@Tag("slow")
class DemoTest {
    @Test
    void theDemoShowsWhatItPromisesAndEndsWithZero() throws IOException, InterruptedException {
        Process demo = new ProcessBuilder(ProductJvm.command("1g", List.of("demo")))
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        demo.getInputStream().transferTo(said);
        String text = said.toString(StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).as(text).isZero();
        assertThat(text)
                .contains("PENDING → RUNNING")
                .contains("exit status 0, output \"hello from the bus\"")
                .contains("PENDING → ERROR (FAILURE")
                .contains("seen at the provider, as demo had asked")
                .doesNotContain("NOT SEEN");
    }
}
