package io.instancebus.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.instancebus.simulators.vcenter.VcenterSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
@Tag("process")
@Tag("slow")
@Tag("vcenter")
class VsphereDemoTest {
    @Test
    void theDemoShowsAFailureThatComesLate() throws IOException, InterruptedException {
        boolean required = "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_VCENTER_SIMULATOR"));
        assumeTrue(required || VcenterSimulator.missing().isEmpty(), "skipped: the vCenter simulator cannot be built");
        ProcessBuilder demo = demo();

        assertThat(said(demo, 0))
                .contains("PENDING → ERROR (FAILURE: Insufficient disk space on datastore LocalDS_0.")
                .contains("RUNNING → STOPPED (DRIFT)")
                .doesNotContain("NOT SEEN");
    }

    @Test
    void withoutGoItSaysSo() throws IOException, InterruptedException {
        ProcessBuilder demo = demo();
        demo.environment().put("PATH", "/nowhere");

        assertThat(said(demo, 1)).contains("Go is not installed").contains("apt-get install golang-go");
    }

    private static ProcessBuilder demo() {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.instancebus.demo.VsphereDemoMain")
                .redirectErrorStream(true);
    }

    private static String said(ProcessBuilder program, int status) throws IOException, InterruptedException {
        Process process = program.start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isEqualTo(status);
        return text;
    }
}
