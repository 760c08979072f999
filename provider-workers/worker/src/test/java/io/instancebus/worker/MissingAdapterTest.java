package io.instancebus.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.ProviderType;
import io.instancebus.mapping.RulesMapping;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.Secrets;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A worker without an adapter for one of its accounts. */
class MissingAdapterTest extends OnBroker {
    private static final ProviderType NIMBUS = new ProviderType("nimbus");
    private static final ProviderRules RULES =
            ProviderRules.withActions(Map.of(io.instancebus.domain.InstanceState.RUNNING, List.of(CommandType.RUN)));
    private static final String LOST = "  - { name: lost, provider: nimbus, passInterval: 500ms }\n";

    private final ProviderFactory nimbus = new ProviderFactory() {
        @Override
        public ProviderType type() {
            return NIMBUS;
        }

        @Override
        public Provider open(AccountConfig account, Secrets secrets) {
            return provider;
        }

        @Override
        public ProviderRules rules() {
            return RULES;
        }
    };

    @Test
    void onlyTheAccountsOfTheTypeAreDisabledAndShownAsStaleWithTheReason() throws Exception {
        Path file = accountsFile(List.of(account("main", 4), LOST));
        startReady(file, ScriptedFactory.sandbox(each -> provider));

        probe.issue(List.of(probe.create("a", "main")));
        await().atMost(LONG).until(() -> creates() == 1);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(news("lost", "SourceStale"))
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getProvider()).isEqualTo("nimbus");
                            assertThat(event.getSourceStale().getFailure().getMessage())
                                    .isEqualTo(
                                            "no provider adapter of type 'nimbus' is installed; installed are sandbox");
                        }));
        assertThat(news("main", "SourceStale")).isEmpty();
    }

    @Test
    void theReasonNamesThePluginsThatCannotBeUsed() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.writeString(plugins.resolve("garbage.jar"), "no jar");
        AccountsSource accounts = AccountsSource.in(accountsFile(List.of(LOST)));
        ProviderWorkersConfig config = new ProviderWorkersConfig(bus, "one", accounts, null, null, null);
        ProviderWorkers workers = ProviderWorkers.start(config, new CompositeMeterRegistry(), Optional.of(plugins));
        open.add(workers);
        assertThat(workers.disabled()).containsExactly("lost");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(news("lost", "SourceStale"))
                        .singleElement()
                        .satisfies(event -> assertThat(
                                        event.getSourceStale().getFailure().getMessage())
                                .contains("no provider adapter of type 'nimbus' is installed")
                                .contains("the folder of plug-ins is " + plugins)
                                .contains("garbage.jar cannot be used")));
    }

    /** The next process has the adapter, and declares its rules before it takes the account. */
    @Test
    void withItsAdapterTheAccountIsTakenAndItsRulesAreDeclaredBefore() throws Exception {
        probe.prepareTopics();
        probe.snapshot("old", "lost", InstanceState.RUNNING, 7);
        Path file = accountsFile(List.of(LOST));
        ProviderWorkers without = startReady(file, ScriptedFactory.sandbox(each -> provider));
        assertThat(news("lost", "SourceStale")).hasSize(1);
        without.close();

        provider.instances.put("native-old", ScriptedProvider.running("native-old"));
        startReady(file, Map.of(NIMBUS, nimbus));

        await().atMost(LONG).until(() -> !news("lost", "SourceRecovered").isEmpty());
        assertThat(news("lost", "ProviderRulesDeclared"))
                .singleElement()
                .satisfies(event -> assertThat(RulesMapping.fromAvro(event.getProviderRulesDeclared()))
                        .isEqualTo(RULES));
    }

    private List<AccountEvent> news(String account, String type) {
        return probe.accountEvents().stream()
                .filter(event ->
                        event.getAccount().equals(account) && event.getType().equals(type))
                .toList();
    }
}
