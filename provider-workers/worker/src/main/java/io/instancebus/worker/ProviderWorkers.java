package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ProviderReport;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.service.Closing;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.KafkaCheck;
import io.instancebus.service.KafkaMeters;
import io.instancebus.service.Service;
import io.instancebus.time.Clocks;
import io.instancebus.worker.hand.BrokerPresence;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.measure.WorkerMeters;
import io.instancebus.worker.report.KafkaReporter;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.run.OpenedSecrets;
import io.instancebus.worker.run.ProviderWhereabouts;
import io.instancebus.worker.run.SshAccount;
import io.instancebus.worker.run.SshRuns;
import io.instancebus.worker.secret.AccountSecrets;
import io.instancebus.worker.secret.CommandSecrets;
import io.instancebus.worker.ssh.SshRunner;
import io.instancebus.worker.watcher.StateTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker process: the hands and watchers of its accounts, which may change while it runs. */
public final class ProviderWorkers implements Service {
    private static final Logger log = LoggerFactory.getLogger(ProviderWorkers.class);

    private final Closing closing = new Closing();
    private final ProviderWorkersConfig config;
    private final Adapters adapters;
    private final Admin admin;
    private final KafkaCheck kafka;
    private final BusSetup setup;
    private final SealingKeys keys;
    private final OpenedSecrets secrets;
    private final WorkerContext context;
    private final Hand runs;
    private final ProviderRuntimes runtimes;
    private volatile List<AccountConfig> accounts = List.of();
    private volatile Map<String, SshAccount> sshAccounts = Map.of();
    private volatile Membership membership;

    private ProviderWorkers(ProviderWorkersConfig config, Adapters adapters, MeterRegistry meters) {
        this.config = config;
        this.adapters = adapters;
        List<AccountConfig> configured = config.accounts().read();
        BusClients clients =
                new BusClients(KafkaMeters.reportedBy(config.bus()), Objects.requireNonNull(config.workerName()));
        try {
            this.admin = closing.add(clients.admin());
            this.kafka = new KafkaCheck(admin);
            this.setup = new BusSetup(admin, config.bus());
            setup.prepare(types(usable(configured)));
            SchemaRegistryClient registry = closing.add(SchemaRegistryClient.from(clients.settings()));
            this.keys =
                    SealingKeys.in(config.keysDirectory(), () -> publishedKeys(names(configured), clients, registry));
            this.secrets = new OpenedSecrets(
                    new CommandSecrets(Optional.ofNullable(config.secretsDirectory()), keys.opener()));
            this.context = context(clients, registry, usable(configured), new WorkerMeters(meters));
            SshRunner runner = closing.add(new SshRunner());
            ProviderRuntimes opened = new ProviderRuntimes(adapters, accountSecrets(), context);
            this.runs = closing.add(context.runs(new SshRuns(
                    runner,
                    secrets,
                    accountSecrets(),
                    new ProviderWhereabouts(opened::provider, System::nanoTime),
                    () -> sshAccounts)));
            this.membership = membership(types(usable(configured)));
            this.runtimes = closing.add(opened);
            take(configured);
            closing.add(config.accounts().follow(this::take));
            // Closed before the followed file, which waits for a change that is being taken: this shortens the wait.
            closing.add(runtimes);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private AccountSecrets accountSecrets() {
        return new AccountSecrets(Optional.ofNullable(config.secretsDirectory()), System.getenv());
    }

    private Map<String, String> publishedKeys(Set<String> accounts, BusClients clients, SchemaRegistryClient registry) {
        String topic = new Topics(Objects.requireNonNull(config.bus().topicPrefix())).accountEvents();
        try (Consumer<byte[], byte[]> consumer = clients.stateConsumers().get()) {
            return PublishedKeys.of(accounts, topic, consumer, new AvroCodec<>(AccountEvent.class, topic, registry));
        }
    }

    private WorkerContext context(
            BusClients clients, SchemaRegistryClient registry, List<AccountConfig> configured, WorkerMeters meters) {
        String name = clients.clientId();
        String prefix = Objects.requireNonNull(config.bus().topicPrefix());
        Topics topics = new Topics(prefix);
        Clocks clocks = Clocks.system();
        Producer<byte[], byte[]> producer = clients.producer();
        closing.add(() -> producer.close(Duration.ofSeconds(10)));
        return new WorkerContext(
                name,
                topics,
                new Groups(prefix),
                clients,
                registry,
                new KafkaReporter(
                        producer,
                        topics.reports(),
                        new AvroCodec<>(ProviderReport.class, topics.reports(), registry),
                        topics.accountEvents(),
                        new AvroCodec<>(AccountEvent.class, topics.accountEvents(), registry),
                        name,
                        clocks),
                producer,
                closing.add(StateTable.start(
                        topics.state(),
                        names(configured),
                        new AvroCodec<>(InstanceSnapshot.class, topics.state(), registry),
                        clients.stateConsumers())),
                new BrokerPresence(admin),
                secrets,
                keys.adminPasswords(),
                Objects.requireNonNull(config.slots()),
                meters,
                clocks);
    }

    /**
     * Starts a worker with the adapters on the class path.
     *
     * @throws IllegalArgumentException if the configuration names something that does not exist
     * @throws io.instancebus.schemas.topic.TopicMismatch if a topic does not have the required configuration
     */
    public static ProviderWorkers start(ProviderWorkersConfig config) {
        return start(config, new CompositeMeterRegistry(), Optional.empty());
    }

    /**
     * Like {@link #start(ProviderWorkersConfig)}.
     *
     * @param meters the registry for the worker's meters
     * @param plugins the folder with further adapters; empty for none
     * @throws IllegalStateException if two adapters have the same type
     */
    public static ProviderWorkers start(ProviderWorkersConfig config, MeterRegistry meters, Optional<Path> plugins) {
        Adapters adapters = Adapters.load(plugins);
        try {
            ProviderWorkers workers = start(config, adapters, meters);
            workers.closing.addLast(adapters);
            return workers;
        } catch (RuntimeException e) {
            adapters.close();
            throw e;
        }
    }

    /**
     * Starts a worker with these adapters; the caller closes them after it.
     *
     * @throws IllegalArgumentException also if an adapter cannot be used
     */
    public static ProviderWorkers start(ProviderWorkersConfig config, Map<ProviderType, ProviderFactory> factories) {
        return start(config, Adapters.of(factories.values()), new CompositeMeterRegistry());
    }

    private static ProviderWorkers start(ProviderWorkersConfig config, Adapters adapters, MeterRegistry meters) {
        ProviderWorkers workers = new ProviderWorkers(config, adapters, meters);
        log.atInfo().addKeyValue("worker", workers.context.worker()).log("Started");
        return workers;
    }

    /**
     * Takes the new set of accounts. The runtime of a provider type whose accounts have changed is replaced; tasks in
     * progress are carried out to their end, and the other types are not affected.
     *
     * <p>An account of a type without an adapter is disabled; no other account is affected.
     *
     * @throws IllegalArgumentException if providers of accounts cannot be opened; the message names the accounts, and
     *     nothing has changed
     */
    private synchronized void take(List<AccountConfig> changed) {
        if (changed.equals(accounts)) {
            return;
        }
        List<AccountConfig> usable = usable(changed);
        Map<ProviderType, List<AccountConfig>> byType =
                usable.stream().collect(Collectors.groupingBy(AccountConfig::type, TreeMap::new, Collectors.toList()));
        setup.prepare(byType.keySet());
        Map<ProviderType, ProviderRuntime> fresh = runtimes.open(byType);
        sshAccounts = usable.stream().collect(Collectors.toMap(AccountConfig::name, ProviderWorkers::sshAccount));
        context.table().follow(names(usable));
        declareRules(usable);
        fresh.forEach(runtimes::put);
        runtimes.types().stream().filter(type -> !byType.containsKey(type)).forEach(runtimes::dismiss);
        membership = membership(byType.keySet());
        publishKeys(usable);
        sayFarewell(accounts, changed);
        disable(changed);
        accounts = changed;
        log.atInfo().addKeyValue("accounts", names(changed)).log("These are the accounts now");
    }

    private Membership membership(Set<ProviderType> types) {
        return new Membership(admin, setup.shareGroups(types), Hand.memberNames(context.worker()));
    }

    private List<AccountConfig> usable(List<AccountConfig> all) {
        return all.stream().filter(account -> adapters.has(account.type())).toList();
    }

    /** Disables the accounts without an adapter: their instances are shown as last seen, with the reason. */
    private void disable(List<AccountConfig> all) {
        for (AccountConfig account : all) {
            if (!adapters.has(account.type())) {
                String reason = adapters.missing(account.type());
                log.atError()
                        .addKeyValue("account", account.name())
                        .addKeyValue("reason", reason)
                        .log("The account is disabled");
                publish(
                        account,
                        new AccountNews.SourceStale(
                                context.clocks().wall().instant(), Failure.of(FailureCategory.INVALID, reason)));
            }
        }
    }

    private static Set<ProviderType> types(List<AccountConfig> accounts) {
        return accounts.stream().map(AccountConfig::type).collect(Collectors.toSet());
    }

    private static Set<String> names(List<AccountConfig> accounts) {
        return accounts.stream().map(AccountConfig::name).collect(Collectors.toSet());
    }

    /**
     * Declares the rules before it takes the accounts, because the decider needs them for reports about their
     * instances.
     */
    private void declareRules(List<AccountConfig> accounts) {
        for (AccountConfig account : accounts) {
            publish(
                    account,
                    new AccountNews.ProviderRulesDeclared(
                            adapters.of(account.type()).rules()));
        }
    }

    private void publishKeys(List<AccountConfig> accounts) {
        for (AccountConfig account : accounts) {
            keys.news(account.name()).ifPresent(key -> publish(account, key));
        }
    }

    /** Marks removed accounts as stale, because these workers no longer observe their instances. */
    private void sayFarewell(List<AccountConfig> before, List<AccountConfig> now) {
        Set<String> names = names(now);
        before.stream()
                .filter(account -> !names.contains(account.name()))
                .forEach(account -> publish(
                        account,
                        new AccountNews.SourceStale(
                                context.clocks().wall().instant(),
                                Failure.of(
                                        FailureCategory.INVALID,
                                        "the account is no longer among those that the workers are configured with"))));
    }

    private void publish(AccountConfig account, AccountNews news) {
        try {
            context.reporter().publish(account.name(), account.type(), news);
        } catch (NotReported e) {
            throw new IllegalStateException(news.key() + " of " + account.name() + " could not be published", e);
        }
    }

    private static SshAccount sshAccount(AccountConfig account) {
        return new SshAccount(account.runMode(), account.sshPort(), Optional.ofNullable(account.defaultCredential()));
    }

    /** The names of the current accounts without an adapter. */
    public Set<String> disabled() {
        return accounts.stream()
                .filter(account -> !adapters.has(account.type()))
                .map(AccountConfig::name)
                .collect(Collectors.toSet());
    }

    /** Whether the worker takes tasks, and knows the instances that it watches. Asks the broker until it does. */
    public boolean ready() {
        return live() && context.table().ready() && runtimes.all(ProviderRuntime::ready) && membership.joined();
    }

    @Override
    public List<HealthCheck> checks() {
        return List.of(
                kafka.check(),
                new HealthCheck("state-table", () -> unless(context.table().ready(), "it is being read")),
                new HealthCheck("hands", this::handsTrouble),
                new HealthCheck(
                        "watchers", () -> unless(runtimes.all(ProviderRuntime::ready), "they have no accounts yet")),
                new HealthCheck("sealing-keys", keys::lost));
    }

    private Optional<String> handsTrouble() {
        return runs.unavailableReason()
                .or(() -> runtimes.first(ProviderRuntime::handTrouble))
                .or(() -> unless(membership.joined(), "the broker has not given them partitions yet"));
    }

    private static Optional<String> unless(boolean well, String reason) {
        return well ? Optional.empty() : Optional.of(reason);
    }

    /** Whether every part still works. */
    @Override
    public boolean live() {
        return context.table().live() && runs.live() && runtimes.all(ProviderRuntime::live);
    }

    /** Takes no more tasks, lets those in progress end within bounds, and releases the others. */
    @Override
    public void close() {
        closing.close();
        log.atInfo().addKeyValue("worker", context.worker()).log("Stopped");
    }
}
