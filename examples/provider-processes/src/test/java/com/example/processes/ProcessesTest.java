package com.example.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.Catalogue;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to processes. */
class ProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private final String key = "key-" + UUID.randomUUID();
    private Machine machine;
    private ProcessesProvider provider;

    @BeforeEach
    void open() throws IOException {
        machine = Machine.in(root);
        provider = another();
    }

    @AfterEach
    void close() throws IOException {
        machine.removeAll();
    }

    private ProcessesProvider another() {
        return new ProcessesProvider(machine.config());
    }

    private String create(String image) throws ProviderFailure {
        return provider.create(Machine.request(key, image)).nativeId();
    }

    private Sighting see(String nativeId) throws ProviderFailure {
        return provider.describe(List.of(nativeId)).get(nativeId);
    }

    private void awaitState(String nativeId, SightingState state) {
        await().atMost(LONG).until(() -> see(nativeId).state() == state);
    }

    private Path file(String nativeId, String name) {
        return machine.folder().resolve(nativeId).resolve(name);
    }

    @Test
    void aProgramOutlivesItsWorkerAndAnotherWorkerKnowsIt() throws Exception {
        String nativeId = create(Machine.SLEEPS);
        provider.close();

        provider = another();

        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        assertThat(provider.findByRequestKey(key)).contains(nativeId);
        provider.stop(nativeId, false);
        awaitState(nativeId, SightingState.STOPPED);
    }

    @Test
    void manyWorkersWithOneKeyStartTheProgramOnce() throws Exception {
        machine.image("counts", "echo started >> starts; exec sleep 1000");
        CreateRequest request = Machine.request(key, "counts");
        List<Future<String>> ids = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                ids.add(workers.submit(() -> another().create(request).nativeId()));
            }
        }
        String nativeId = ids.getFirst().get();
        for (Future<String> id : ids) {
            assertThat(id.get()).isEqualTo(nativeId);
        }
        await().atMost(LONG)
                .until(() -> !Machine.text(file(nativeId, "home/starts")).isEmpty());
        provider.resume(nativeId, request);
        assertThat(Machine.text(file(nativeId, "home/starts"))).isEqualTo("started\n");
        assertThat(file(nativeId, "run-2")).doesNotExist();
    }

    @Test
    void aCreateThatEndedHalfwayIsGoneOnWith() throws Exception {
        CreateRequest request = Machine.request(key, Machine.SLEEPS);
        String nativeId = new Creation(machine.instances(), request).add().nativeId();
        assertThat(see(nativeId).state()).isEqualTo(SightingState.PENDING);

        provider.resume(nativeId, request);

        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
    }

    @Test
    void aCreateThatCannotStartWhatItMadeIsOfUnknownOutcome() throws Exception {
        CreateRequest request = Machine.request(key, Machine.SLEEPS);
        String nativeId = new Creation(machine.instances(), request).add().nativeId();
        Files.delete(machine.images().resolve(Machine.SLEEPS));

        ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> provider.create(request));

        assertThat(failure.isOutcomeUnknown()).isTrue();
        assertThat(provider.findByRequestKey(key)).contains(nativeId);
    }

    @Test
    void anotherProcessWithThePidOfARunIsNotTheRun() throws Exception {
        String nativeId = create(Machine.SLEEPS);
        provider.stop(nativeId, true);
        awaitState(nativeId, SightingState.STOPPED);
        Process other = new ProcessBuilder("setsid", "sleep", "1000").start();
        try {
            Path record = file(nativeId, "run-1");
            Files.writeString(record, Files.readString(record).replaceFirst("[0-9]+", Long.toString(other.pid())));

            assertThat(see(nativeId).state()).isEqualTo(SightingState.STOPPED);
            provider.stop(nativeId, true);
            provider.destroy(nativeId, key);

            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whatTheProgramHasStartedEndsWithIt() throws Exception {
        machine.image("parent", "sleep 1000 & echo $! > child; wait");
        String nativeId = create("parent");
        Path child = file(nativeId, "home/child");
        await().atMost(LONG).until(() -> Machine.text(child).endsWith("\n"));
        long pid = Long.parseLong(Files.readString(child).strip());
        assertThat(ProcessHandle.of(pid)).isPresent();

        provider.destroy(nativeId, key);

        await().atMost(LONG)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(machine.folder())
                .isDirectoryContaining("glob:**/.processes")
                .isDirectoryNotContaining("glob:**/p-*");
    }

    @Test
    void aRebootWaitsForTheEndOfTheRunBefore() throws Exception {
        machine.image(
                "slow", "trap 'sleep 1; echo ended >> order; exit' TERM; echo started >> order; sleep 1000 & wait");
        String nativeId = create("slow");
        Path order = file(nativeId, "home/order");
        await().atMost(LONG).until(() -> Machine.text(order).equals("started\n"));

        provider.reboot(nativeId, false);

        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        await().atMost(LONG).until(() -> Machine.text(order).equals("started\nended\nstarted\n"));
    }

    @Test
    void aStopIsNotLostHoweverSoonItComes() throws Exception {
        for (int i = 0; i < 20; i++) {
            String each = key + i;
            String nativeId =
                    provider.create(Machine.request(each, Machine.SLEEPS)).nativeId();
            provider.stop(nativeId, false);
            awaitState(nativeId, SightingState.STOPPED);
            assertThat(see(nativeId).fault()).isNull();
        }
    }

    @Test
    void aProgramGetsNothingOfTheWorkersEnvironment() throws Exception {
        assertThat(System.getenv()).isNotEmpty();
        machine.image("shows", "env | sort; cat user-data; pwd");
        CreateRequest request = Machine.request(key, "shows");
        String nativeId = provider.create(request).nativeId();
        awaitState(nativeId, SightingState.STOPPED);

        String home = file(nativeId, Instance.HOME).toString();
        assertThat(Machine.text(file(nativeId, "log")).lines())
                .contains("INSTANCE_BUS_INSTANCE_ID=" + request.instanceId(), "HOME=" + home)
                .contains("password=top-secret" + home)
                .filteredOn(line -> line.matches("[A-Z_]+=.*"))
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .isSubsetOf("HOME", "INSTANCE_BUS_INSTANCE_ID", "LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_");
        assertThat(see(nativeId).fault()).isNull();
    }

    @Test
    void aLogHasABoundAndTheProgramGoesOn() throws Exception {
        machine.image("chatty", "yes | head -c 5000000; touch written; exec sleep 1000");
        String nativeId = create("chatty");

        await().atMost(LONG).until(() -> Files.exists(file(nativeId, "home/written")));

        await().atMost(LONG).until(() -> Files.size(file(nativeId, "log")) == 1024 * 1024);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
    }

    @Test
    void aProgramThatFailsIsAtFaultAndCanBeStartedAgain() throws Exception {
        String nativeId = create(Machine.FAILS);
        await().atMost(LONG).until(() -> see(nativeId).fault() != null);
        assertThat(see(nativeId).fault().providerCode()).isEqualTo("3");
        machine.image(Machine.FAILS, "exec sleep 1000");

        provider.start(nativeId);

        assertThat(see(nativeId).state()).isEqualTo(SightingState.RUNNING);
        assertThat(see(nativeId).fault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", ".", "", "../instances", "/bin/sh", "a/b", "-rf", ".hidden", "a\nb", "a\0b", "sleeps "})
    void whatIsNoNameIsNoImageAndNoInstance(String text) throws Exception {
        ProviderFailure refusal =
                catchThrowableOfType(ProviderFailure.class, () -> provider.create(Machine.request(key, text)));
        assertThat(refusal.failure().category()).isEqualTo(FailureCategory.NOT_FOUND);
        assertThat(see(text).state()).isEqualTo(SightingState.MISSING);
        assertThatThrownBy(() -> provider.destroy(text, key)).hasMessageContaining("there is no instance");
        assertThat(machine.folder()).isDirectoryNotContaining("glob:**/p-*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "-", "a.b_c-D"})
    void aKeyIsNoPath(String odd) throws Exception {
        String nativeId = provider.create(Machine.request(odd, Machine.SLEEPS)).nativeId();
        assertThat(nativeId).matches("p-[0-9a-f]{32}");
        assertThat(provider.isMadeFor(nativeId, odd)).isTrue();
        provider.destroy(nativeId, odd);
        assertThat(see(nativeId).state()).isEqualTo(SightingState.MISSING);
    }

    @Test
    void aDestroyFollowsNoLink() throws Exception {
        Path precious = Files.writeString(root.resolve("precious"), "kept");
        machine.image("links", "ln -s " + root + " link; touch linked; exec sleep 1000");
        String nativeId = create("links");
        await().atMost(LONG).until(() -> Files.exists(file(nativeId, "home/linked")));

        provider.destroy(nativeId, key);

        assertThat(precious).hasContent("kept");
    }

    @Test
    void theCatalogueHasTheProgramsWithSafeNames() throws Exception {
        machine.image("two words", "exit 0");
        Files.writeString(machine.images().resolve("README"), "no program");

        assertThat(provider.catalogue().images())
                .extracting(Catalogue.Image::id)
                .containsExactly(Machine.DEAF, Machine.FAILS, Machine.SLEEPS);
        assertThat(provider.catalogue().leftOut())
                .extracting(Catalogue.LeftOut::id)
                .containsExactly("two words");
    }

    @Test
    void aRunIsIllegalBecauseItWouldReachTheMachine() {
        try (ProcessesFactory factory = new ProcessesFactory()) {
            assertThat(factory.rules().actions().byState().values())
                    .noneMatch(actions -> actions.contains(CommandType.RUN));
        }
    }

    @Test
    void wrongSettingsAreNamed() {
        Map<String, String> right = Map.of("folder", "/srv/instances", "images-folder", "/srv/images");
        assertThat(ProcessesConfig.read(right).folder()).isEqualTo(Path.of("/srv/instances"));
        assertWrong(Map.of("folder", "instances"), "processes.folder must be an absolute path");
        assertWrong(Map.of("images-folder", ""), "processes.images-folder is missing");
        assertWrong(Map.of("folders", "/"), "processes has no setting \"folders\"");
    }

    private static void assertWrong(Map<String, String> changes, String message) {
        Map<String, String> settings = new HashMap<>();
        settings.put("folder", "/srv/instances");
        settings.put("images-folder", "/srv/images");
        settings.putAll(changes);
        assertThatThrownBy(() -> ProcessesConfig.read(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
