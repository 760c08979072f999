package io.instancebus.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.simulators.ec2.Ec2Simulator;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The choices that EC2 makes for a create that leaves them open appear in the lists of the view. */
@Tag("broker")
@Tag("slow")
@Timeout(300)
class ChosenByTheProviderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void zoneTypeKeyAndGroupAreShownAndFoundAndTheHistoryTellsWhatWasAsked() throws Exception {
        try (Ec2Simulator ec2 = Ec2Simulator.start();
                EmbeddedBus bus = EmbeddedBus.start(folder.resolve("bus"))) {
            BusConnection connection = BusConnection.local(bus.bootstrapServers(), bus.registryUrl(), 4);
            AccountConfig account = account(ec2);
            ViewConfig viewConfig = ViewConfig.sqlite(folder.resolve("view.db"));
            try (CommandService commands = CommandService.start(
                            CommandServiceConfig.of(connection, folder.resolve("command-service"), List.of(account)));
                    StateProjector unused = StateProjector.start(StateProjectorConfig.of(connection, viewConfig));
                    View view = Views.open(viewConfig);
                    ProviderWorkers workers = ProviderWorkers.start(new ProviderWorkersConfig(
                            connection,
                            "worker",
                            AccountsSource.of(List.of(account)),
                            folder.resolve("secrets"),
                            folder.resolve("keys"),
                            null));
                    InstanceBusClient client = new InstanceBusClient(
                            ClientConfig.of(connection.bootstrapServers(), connection.registryUrl(), "chosen-test"))) {
                await().atMost(PATIENCE).until(() -> commands.ready() && workers.ready());
                client.listenForOutcomes();
                InstanceCommand create = client.commands().create("ec2", Ec2Simulator.IMAGE);
                assertThat(client.execute(create, PATIENCE).get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS))
                        .isInstanceOf(CommandOutcome.Succeeded.class);

                InstanceDetails shown = await().atMost(PATIENCE)
                        .until(() -> shown(view, create.getInstanceId()), details -> details != null);
                String nativeId = requireNonNull(requireNonNull(shown).getNativeId());
                assertThat(shown.getKeyName()).isEqualTo(Ec2Simulator.KEY_NAME);
                assertThat(shown.getRealmId()).isEqualTo(ec2.zone(nativeId));
                assertThat(shown.getHardwareProfile())
                        .isEqualTo(new HardwareProfile(ec2.launch(nativeId).get("InstanceType"), Map.of()));
                assertThat(shown.getFirewalls())
                        .containsExactlyElementsOf(ec2.groups(nativeId).keySet());
                assertThat(inRealm(view, ec2.zone(nativeId))).containsExactly(create.getInstanceId());
                assertAsked(client, create.getInstanceId());
            }
        }
    }

    private static @Nullable InstanceDetails shown(View view, String instanceId) {
        return view.instance(instanceId)
                .filter(row -> row.state().equals("RUNNING"))
                .map(InstanceRow::details)
                .orElse(null);
    }

    private static List<String> inRealm(View view, String realm) {
        return view
                .instances(
                        new InstanceFilter(null, null, null, realm, null, null, null, Map.of()),
                        new PageRequest(null, 10))
                .items()
                .stream()
                .map(InstanceRow::instanceId)
                .toList();
    }

    private static void assertAsked(InstanceBusClient client, String instanceId) {
        List<InstanceEvent> events = new CopyOnWriteArrayList<>();
        try (var unused = client.subscribe(events::add, StartAt.BEGINNING)) {
            InstanceEvent first = await().atMost(PATIENCE)
                    .until(
                            () -> events.stream()
                                    .filter(event -> event.getInstanceDetailsChanged() != null)
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            assertThat(first.getInstanceId()).isEqualTo(instanceId);
            assertThat(first.getCommandId()).isNotNull();
            assertThat(first.getInstanceDetailsChanged().getDetails().getRealmId())
                    .isNull();
            assertThat(first.getInstanceDetailsChanged().getDetails().getKeyName())
                    .isNull();
        }
    }

    private AccountConfig account(Ec2Simulator ec2) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("ec2"), Ec2Simulator.SECRET_ACCESS_KEY);
        return AccountsSource.in(Files.writeString(folder.resolve("accounts.yaml"), """
                        accounts:
                          - name: ec2
                            provider: ec2
                            policy: { settlement: 4s, firstLook: 300ms, longestLook: 2s }
                            ec2:
                              endpoint: %s
                              region: %s
                              access-key-id: %s
                              secret-access-key: file:ec2
                              key-name: %s
                        """.formatted(
                                ec2.url(), Ec2Simulator.REGION, Ec2Simulator.ACCESS_KEY_ID, Ec2Simulator.KEY_NAME)))
                .read()
                .getFirst();
    }
}
