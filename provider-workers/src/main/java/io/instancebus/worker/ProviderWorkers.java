package io.instancebus.worker;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.ShareGroups;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicCreator;
import io.instancebus.schemas.topic.TopicMismatch;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.worker.hand.BrokerPresence;
import io.instancebus.worker.hand.Hand;
import io.instancebus.worker.hand.HandAccount;
import io.instancebus.worker.hand.HandSettings;
import io.instancebus.worker.hand.Runs;
import io.instancebus.worker.hand.Submits;
import io.instancebus.worker.hand.TaskHandler;
import io.instancebus.worker.hand.Turnstile;
import io.instancebus.worker.report.AccountNews;
import io.instancebus.worker.report.DeadLetters;
import io.instancebus.worker.report.KafkaReporter;
import io.instancebus.worker.report.NotReported;
import io.instancebus.worker.run.OpenedSecrets;
import io.instancebus.worker.run.SshAccount;
import io.instancebus.worker.run.SshRuns;
import io.instancebus.worker.secret.SecretResolver;
import io.instancebus.worker.ssh.SshRunner;
import io.instancebus.worker.watcher.StateTable;
import io.instancebus.worker.watcher.WatchedAccount;
import io.instancebus.worker.watcher.Watchers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker process: the hands and watchers of its accounts. */
public final class ProviderWorkers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProviderWorkers.class);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);
    /** How long a batch of tasks waits for its slowest call before that one goes on by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration CLOSE_TASKS = Duration.ofSeconds(25);
    private static final Duration CLOSE_RUNS = Duration.ofSeconds(10);

    private final Closing closing = new Closing();
    private final ProviderWorkersConfig config;
    private final String name;
    private final Clock clock = Clock.systemUTC();
    private final Topics topics;
    private final Groups groups;
    private final BusClients clients;
    private final SchemaRegistryClient registry;
    private final Producer<byte[], byte[]> producer;
    private final KafkaReporter reporter;
    private final DeadLetters deadLetters;
    private final Providers providers;
    private final StateTable table;
    private final List<Hand> hands = new ArrayList<>();
    private final List<Watchers> watchers = new ArrayList<>();
    private final BrokerPresence broker;
    private final Membership membership;

    private ProviderWorkers(ProviderWorkersConfig config, Map<ProviderType, ProviderFactory> factories) {
        this.config = config;
        this.name = Objects.requireNonNull(config.workerName());
        BusConnection bus = config.bus();
        String prefix = Objects.requireNonNull(bus.topicPrefix());
        this.topics = new Topics(prefix);
        this.groups = new Groups(prefix);
        this.clients = new BusClients(bus, name);
        try {
            Admin admin = closing.add(clients.admin());
            prepareBus(admin);
            this.broker = new BrokerPresence(admin);
            this.registry = closing.add(SchemaRegistryClient.from(clients.settings()));
            this.producer = clients.producer();
            closing.add(() -> producer.close(Duration.ofSeconds(10)));
            this.reporter = new KafkaReporter(
                    producer,
                    topics.reports(),
                    codec(ProviderReport.class, topics.reports()),
                    topics.accountEvents(),
                    codec(AccountEvent.class, topics.accountEvents()),
                    name,
                    clock);
            this.deadLetters = new DeadLetters(producer, topics.deadLetters(), name, clock);
            this.providers = closing.add(Providers.open(config.accounts(), factories));
            SealingKeys keys = SealingKeys.in(config.keysDirectory());
            this.table = closing.add(StateTable.start(
                    topics.state(),
                    names(config.accounts()),
                    codec(InstanceSnapshot.class, topics.state()),
                    clients.stateConsumers()));
            publish(keys);
            startHands(keys);
            types().forEach(this::startWatchers);
            this.membership = new Membership(admin, shareGroups(), name);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * Starts a worker with the adapters of this release.
     *
     * @throws IllegalArgumentException if the configuration names what is not there
     * @throws io.instancebus.schemas.topic.TopicMismatch if the bus is not as it must be
     */
    public static ProviderWorkers start(ProviderWorkersConfig config) {
        SandboxFactory sandboxes = new SandboxFactory();
        SecretResolver secrets = secrets(config);
        OpenstackFactory openstacks = new OpenstackFactory(secrets);
        try {
            ProviderWorkers workers = start(
                    config,
                    Map.of(
                            ProviderType.SANDBOX,
                            sandboxes,
                            ProviderType.VSPHERE,
                            new VsphereFactory(secrets),
                            ProviderType.DOCKER,
                            new DockerFactory(secrets),
                            ProviderType.EC2,
                            new Ec2Factory(secrets),
                            ProviderType.OPENSTACK,
                            openstacks,
                            ProviderType.RACKSPACE,
                            openstacks));
            workers.closing.addLast(sandboxes);
            return workers;
        } catch (RuntimeException e) {
            sandboxes.close();
            throw e;
        }
    }

    /** For what the configuration itself refers to, which nobody seals. */
    private static SecretResolver secrets(ProviderWorkersConfig config) {
        return new SecretResolver(
                Optional.ofNullable(config.secretsDirectory()), System.getenv(), (text, command, instance, field) -> {
                    throw new java.security.GeneralSecurityException("the configuration holds no sealed secrets");
                });
    }

    /** Starts a worker with these adapters, which the caller closes after it. */
    public static ProviderWorkers start(ProviderWorkersConfig config, Map<ProviderType, ProviderFactory> factories) {
        ProviderWorkers workers = new ProviderWorkers(config, factories);
        log.atInfo()
                .addKeyValue("worker", workers.name)
                .addKeyValue("accounts", names(config.accounts()))
                .log("Started");
        return workers;
    }

    private void prepareBus(Admin admin) {
        BusConnection bus = config.bus();
        new TopicCreator(admin, ADMIN_TIMEOUT)
                .create(TopicCatalogue.of(
                        Objects.requireNonNull(bus.topicPrefix()),
                        Objects.requireNonNull(bus.partitions()),
                        Objects.requireNonNull(bus.replicationFactor()),
                        types().stream().map(ProviderType::label).toList()));
        ShareGroups shareGroups = new ShareGroups(admin, ADMIN_TIMEOUT);
        shareGroups.configure(shareGroups());
        awaitSettings(shareGroups);
    }

    /** A setting that was taken is seen by the broker's readers a little later. */
    private void awaitSettings(ShareGroups shareGroups) {
        Instant deadline = clock.instant().plus(ADMIN_TIMEOUT);
        while (true) {
            try {
                shareGroups.verify(shareGroups());
                return;
            } catch (TopicMismatch e) {
                if (clock.instant().isAfter(deadline)) {
                    throw e;
                }
            }
            try {
                Thread.sleep(Duration.ofMillis(100));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while the workers started", e);
            }
        }
    }

    private Set<ProviderType> types() {
        return config.accounts().stream()
                .map(AccountConfig::type)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProviderType.class)));
    }

    private Set<String> shareGroups() {
        Set<String> all = types().stream().map(groups::hands).collect(Collectors.toSet());
        all.add(groups.runs());
        return all;
    }

    private static Set<String> names(List<AccountConfig> accounts) {
        return accounts.stream().map(AccountConfig::name).collect(Collectors.toSet());
    }

    private <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, String topic) {
        return new AvroCodec<>(type, topic, registry);
    }

    private void publish(SealingKeys keys) {
        Optional<AccountNews> news = keys.news();
        for (AccountConfig account : config.accounts()) {
            try {
                if (news.isPresent()) {
                    reporter.publish(account.name(), account.type(), news.get());
                }
            } catch (NotReported e) {
                throw new IllegalStateException("The sealing key of " + account.name() + " could not be published", e);
            }
        }
    }

    private void startHands(SealingKeys keys) {
        OpenedSecrets secrets = new OpenedSecrets(
                new SecretResolver(Optional.ofNullable(config.secretsDirectory()), System.getenv(), keys.opener()));
        Map<String, HandAccount> accounts =
                config.accounts().stream().map(this::handAccount).collect(byName(HandAccount::name));
        SlotsConfig slots = Objects.requireNonNull(config.slots());
        for (ProviderType type : types()) {
            startHand(
                    new HandSettings(
                            topics.tasks(type.label()),
                            groups.hands(type),
                            Objects.requireNonNull(slots.tasks()),
                            ShareGroups.LOCK,
                            CLOSE_TASKS),
                    new Submits(accounts, secrets, keys.adminPasswords(), reporter, PATIENCE, clock));
        }
        SshRunner runner = closing.add(new SshRunner());
        Map<String, SshAccount> sshAccounts =
                config.accounts().stream().collect(Collectors.toMap(AccountConfig::name, ProviderWorkers::sshAccount));
        startHand(
                new HandSettings(
                        topics.runs(),
                        groups.runs(),
                        Objects.requireNonNull(slots.runs()),
                        ShareGroups.LOCK,
                        CLOSE_RUNS),
                new Runs(new SshRuns(runner, secrets, sshAccounts), reporter, clock));
    }

    private void startHand(HandSettings settings, TaskHandler handler) {
        AvroCodec<ProviderTask> codec = codec(ProviderTask.class, settings.topic());
        hands.add(closing.add(
                Hand.start(settings, config.bus(), name, codec, handler, reporter, deadLetters, broker, clock)));
    }

    private HandAccount handAccount(AccountConfig account) {
        return new HandAccount(
                account.name(),
                providers.of(account),
                new Turnstile(
                        Objects.requireNonNull(account.concurrency()),
                        Optional.ofNullable(account.requestsPerSecond()),
                        clock),
                Objects.requireNonNull(account.providerTimeout()));
    }

    private static SshAccount sshAccount(AccountConfig account) {
        return new SshAccount(
                Objects.requireNonNull(account.runMode()),
                Optional.ofNullable(account.defaultCredential()).map(DefaultCredentialConfig::credential));
    }

    private static <T> Collector<T, ?, Map<String, T>> byName(Function<T, String> name) {
        return Collectors.toMap(name, Function.identity());
    }

    private void startWatchers(ProviderType type) {
        List<WatchedAccount> accounts = config.accounts().stream()
                .filter(account -> account.type() == type)
                .map(account -> new WatchedAccount(
                        account.name(), providers.of(account), Objects.requireNonNull(account.passInterval())))
                .toList();
        watchers.add(closing.add(Watchers.start(
                topics.observations(),
                accounts,
                codec(ObservationRequest.class, topics.observations()),
                table,
                reporter,
                reporter,
                deadLetters,
                clock,
                clients.watcherConsumers(groups.watchers(type)))));
    }

    /** Whether it takes tasks, and knows the instances that it watches. Asks the broker until it does. */
    public boolean ready() {
        return live() && table.ready() && watchers.stream().allMatch(Watchers::ready) && membership.joined();
    }

    /** Whether every part works still. */
    public boolean live() {
        return table.live()
                && hands.stream().allMatch(Hand::live)
                && watchers.stream().allMatch(Watchers::live);
    }

    /** Takes nothing more, lets what is under way end within bounds, and gives the rest back. */
    @Override
    public void close() {
        closing.close();
        log.atInfo().addKeyValue("worker", name).log("Stopped");
    }
}
