package io.instancebus.provider.sandbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.SightingState;
import io.instancebus.embedded.SmallDisk;
import io.instancebus.provider.ProviderFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of a sandbox survives any end of its process. */
@Tag("disk")
@Tag("process")
class SandboxDurabilityTest {
    private static final SandboxConfig CONFIG =
            SandboxConfig.defaults().withDelays(Duration.ZERO).withSsh(SandboxSshConfig.off());

    @TempDir
    Path folder;

    @Test
    void aRestartKeepsInstancesKeysAndWhatIsUnderWay() throws Exception {
        HandClock clock = new HandClock();
        SandboxConfig slow = CONFIG.withDelays(Duration.ofMinutes(1));
        String stopped;
        String pending;
        try (SandboxCloud cloud = SandboxCloud.open(folder, slow, clock)) {
            SandboxProvider provider = new SandboxProvider(cloud);
            stopped = provider.create(Requests.request("a")).nativeId();
            clock.advance(Duration.ofMinutes(1));
            provider.stop(stopped, true);
            pending = provider.create(Requests.request("b")).nativeId();
        }
        clock.advance(Duration.ofSeconds(30));
        try (SandboxCloud cloud = SandboxCloud.open(folder, CONFIG, clock)) {
            SandboxProvider provider = new SandboxProvider(cloud);
            assertThat(cloud.control().instances()).isEqualTo(Map.of("a", stopped, "b", pending));
            assertThat(provider.create(Requests.request("a")).nativeId()).isEqualTo(stopped);
            assertThat(cloud.control().createsExecuted()).isZero();
            assertThat(state(provider, stopped)).isEqualTo(SightingState.STOPPED);
            assertThat(state(provider, pending)).isEqualTo(SightingState.PENDING);
            clock.advance(Duration.ofSeconds(30));
            assertThat(state(provider, pending)).isEqualTo(SightingState.RUNNING);
        }
    }

    @Test
    void aCreateWhileTheDiskIsFullMakesNothingAndIsWorthAnotherAttempt() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(folder.resolve("disk"), 4);
        Assumptions.assumeTrue(mounted.isPresent(), "a disk in memory can be mounted");
        try (SmallDisk disk = mounted.orElseThrow();
                SandboxCloud cloud = SandboxCloud.open(disk.folder().resolve("sandbox"), CONFIG)) {
            SandboxProvider provider = new SandboxProvider(cloud);
            disk.fillUpTo(0);
            // The last page of the journal may have space for some.
            List<String> made = new ArrayList<>();
            ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> {
                while (made.size() < 1000) {
                    String key = "key-" + made.size();
                    provider.create(Requests.request(key));
                    made.add(key);
                }
            });
            assertThat(failure.failure().category()).isEqualTo(FailureCategory.RETRYABLE);
            assertThat(failure.isOutcomeUnknown()).isFalse();
            assertThat(cloud.control().instances().keySet()).containsExactlyInAnyOrderElementsOf(made);

            disk.free();
            provider.create(Requests.request("key-" + made.size()));
            assertThat(cloud.control().instances()).hasSize(made.size() + 1);
        }
    }

    @Test
    void aKilledProcessLosesNoCreateThatItHadAcknowledged() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CreatingChild.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> acknowledged = new HashMap<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = lines.readLine()) != null) {
                String[] keyAndId = line.split(" ");
                if (keyAndId.length == 2 && keyAndId[1].length() == 18) {
                    acknowledged.put(keyAndId[0], keyAndId[1]);
                }
                if (acknowledged.size() == 3_000) {
                    // Killed through its handle, which leaves its output readable to the end.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(3_000);
        try (SandboxCloud cloud = SandboxCloud.open(folder, CONFIG)) {
            assertThat(cloud.control().instances()).containsAllEntriesOf(acknowledged);
            SandboxProvider provider = new SandboxProvider(cloud);
            for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
                assertThat(provider.create(Requests.request(entry.getKey())).nativeId())
                        .isEqualTo(entry.getValue());
            }
        }
    }

    @Test
    void aTornTailIsCutAndTheRestIsThere() throws Exception {
        String kept;
        try (SandboxCloud cloud = SandboxCloud.open(folder, CONFIG)) {
            kept = new SandboxProvider(cloud).create(Requests.request("a")).nativeId();
        }
        Path journal = folder.resolve("instances.journal");
        String line = Files.readString(journal);
        for (String tail : List.of(line.substring(0, line.length() - 1), "\0\0\0\0", "zz", "x\ny\n")) {
            Files.writeString(journal, line + tail);
            try (SandboxCloud cloud = SandboxCloud.open(folder, CONFIG)) {
                assertThat(cloud.control().instances()).isEqualTo(Map.of("a", kept));
            }
            assertThat(Files.readString(journal)).isEqualTo(line);
        }
    }

    @Test
    void damageInTheMiddleIsSaidAndNotSkipped() throws Exception {
        try (SandboxCloud cloud = SandboxCloud.open(folder, CONFIG)) {
            new SandboxProvider(cloud).create(Requests.request("a")).nativeId();
            new SandboxProvider(cloud).create(Requests.request("b")).nativeId();
        }
        Path journal = folder.resolve("instances.journal");
        Files.writeString(journal, Files.readString(journal).replaceFirst("img1", "img2"));
        assertThatThrownBy(() -> SandboxCloud.open(folder, CONFIG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at byte 0");
    }

    @Test
    void theJournalIsRewrittenWhenItIsLargeAndForgetsOnlyWhatEndedLongAgo() throws Exception {
        HandClock clock = new HandClock();
        Path journal = folder.resolve("instances.journal");
        try (InstanceStore store = new InstanceStore(journal, Duration.ofHours(24))) {
            store.put(instance("i-old", Condition.GONE, clock), clock.instant());
            clock.advance(Duration.ofHours(25));
            store.put(instance("i-new", Condition.GONE, clock), clock.instant());
            SandboxInstance busy = instance("i-busy", Condition.RUNNING, clock);
            long largest = 0;
            while (Files.size(journal) >= largest) {
                largest = Files.size(journal);
                store.put(busy, clock.instant());
            }
            assertThat(largest).isBetween(8_000_000L, 9_000_000L);
            store.put(instance("i-last", Condition.RUNNING, clock), clock.instant());
        }
        try (InstanceStore store = new InstanceStore(journal, Duration.ofHours(24))) {
            assertThat(store.all())
                    .extracting(SandboxInstance::nativeId)
                    .containsExactlyInAnyOrder("i-new", "i-busy", "i-last");
        }
    }

    @Test
    void aFolderIsOpenOnce() throws Exception {
        try (SandboxCloud open = SandboxCloud.open(folder, CONFIG)) {
            assertThat(open.control().instances()).isEmpty();
            assertThatThrownBy(() -> SandboxCloud.open(folder, CONFIG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already open");
        }
        SandboxCloud.open(folder, CONFIG).close();
    }

    @Test
    void accountsOfOneProcessShareTheSandboxOfAFolder() throws Exception {
        try (SandboxClouds clouds = new SandboxClouds()) {
            String nativeId = clouds.provider(folder, CONFIG)
                    .create(Requests.request("a"))
                    .nativeId();
            assertThat(clouds.provider(folder.resolve("."), CONFIG).findByRequestKey("a"))
                    .contains(nativeId);
        }
    }

    @Test
    void secretsAreTheOwnersAloneAndStayTheSame() throws Exception {
        SandboxConfig config = CONFIG.withSsh(SandboxSshConfig.defaults());
        String password;
        String hostKey;
        int port;
        try (SandboxCloud cloud = SandboxCloud.open(folder, config, InstantSource.system())) {
            password = Files.readString(cloud.passwordFile());
            hostKey = Files.readString(folder.resolve("ssh-host-key"));
            port = cloud.sshPort().orElseThrow();
            for (Path file : List.of(cloud.passwordFile(), folder.resolve("ssh-host-key"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(password.strip()).hasSize(32);
        try (SandboxCloud cloud = SandboxCloud.open(folder, config)) {
            assertThat(Files.readString(cloud.passwordFile())).isEqualTo(password);
            assertThat(Files.readString(folder.resolve("ssh-host-key"))).isEqualTo(hostKey);
            assertThat(cloud.sshPort()).hasValue(port);
        }
        assertThat(Files.readString(folder.resolve("instances.journal"), StandardCharsets.UTF_8))
                .doesNotContain(password.strip());
        Files.writeString(folder.resolve("ssh-port"), "99999999", StandardOpenOption.TRUNCATE_EXISTING);
        SandboxCloud.open(folder, config).close();
    }

    private static SandboxInstance instance(String nativeId, Condition condition, HandClock clock) {
        return new SandboxInstance(
                nativeId,
                "key-" + nativeId,
                "instance",
                "img1",
                "us",
                "m1-small",
                null,
                clock.instant(),
                List.of(new TimedCondition(condition, clock.instant())),
                null,
                false,
                null);
    }

    private static SightingState state(SandboxProvider provider, String nativeId) throws Exception {
        return requireNonNull(provider.describe(List.of(nativeId)).get(nativeId))
                .state();
    }
}
