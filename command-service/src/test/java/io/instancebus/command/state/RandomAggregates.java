package io.instancebus.command.state;

import io.instancebus.domain.Action;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Credential;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InFlight;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.Phase;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Aggregates of every shape, the same for the same seed. */
final class RandomAggregates {
    private final Random random;

    RandomAggregates(long seed) {
        this.random = new Random(seed);
    }

    Aggregate next() {
        return random.nextInt(10) == 0
                ? new Aggregate.Tombstone(id(), random.nextLong(1_000), word(), providerType(), instant())
                : new Aggregate.Live(instance(), inFlight());
    }

    /** Of an adapter that may have gone since. */
    private ProviderType providerType() {
        return new ProviderType(
                one(new String[] {"sandbox", "ec2", "rackspace", "x", "no-adapter-of-this-name-is-here-any-more"}));
    }

    private Instance instance() {
        return new Instance(
                id(),
                random.nextLong(1_000_000),
                word(),
                providerType(),
                one(InstanceState.values()),
                maybe(this::details),
                random.nextBoolean(),
                instant());
    }

    private InstanceDetails details() {
        return new InstanceDetails(
                maybe(this::word),
                word(),
                maybe(this::word),
                maybe(this::profile),
                maybe(this::word),
                some(this::word),
                Map.of("größe", word()),
                maybe(this::word),
                maybe(this::word),
                some(this::address),
                some(this::address),
                maybe(() -> random.nextInt(65_535)),
                maybe(this::instant),
                maybe(this::word),
                maybe(this::word),
                maybe(this::adminPassword));
    }

    private AdminPassword adminPassword() {
        boolean toBoth = random.nextBoolean();
        return new AdminPassword(new CommandId(word()), sealed(), toBoth ? sealed() : null);
    }

    private InFlight inFlight() {
        return new InFlight(
                word(),
                instant(),
                maybe(this::operation),
                some(() -> new InFlight.QueuedCommand(command(anAction()), instant())),
                some(this::run),
                some(this::stray),
                new InFlight.Observations(
                        random.nextLong(),
                        random.nextBoolean(),
                        maybe(this::instant),
                        random.nextInt(50),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextInt(5)),
                maybe(this::instant),
                maybe(this::instant),
                maybe(this::recentSuccess));
    }

    private InFlight.StrayRemoval stray() {
        return new InFlight.StrayRemoval(
                word(),
                instant(),
                random.nextBoolean(),
                random.nextInt(6),
                random.nextInt(6),
                attempt(),
                maybe(this::word));
    }

    private InFlight.RecentSuccess recentSuccess() {
        return new InFlight.RecentSuccess(
                one(CommandType.values()), word(), new CommandId(word()), maybe(this::word), instant());
    }

    private InFlight.Operation operation() {
        return new InFlight.Operation(
                command(random.nextInt(5) == 0 ? aCreate() : anAction()),
                instant(),
                random.nextInt(6),
                random.nextInt(6),
                phase(),
                instant(),
                maybe(this::word),
                random.nextBoolean(),
                instant());
    }

    private InFlight.Run run() {
        return new InFlight.Run(
                command(aRun()),
                instant(),
                random.nextInt(6),
                random.nextInt(6),
                attempt(),
                random.nextBoolean(),
                maybe(this::instant),
                random.nextBoolean());
    }

    private Phase phase() {
        return switch (random.nextInt(4)) {
            case 0 -> new Phase.Accepted();
            case 1 -> new Phase.OutcomeUnknown(instant());
            default -> attempt();
        };
    }

    private Phase.Attempt attempt() {
        return random.nextBoolean() ? new Phase.Issued(random.nextBoolean(), instant()) : new Phase.Deferred(instant());
    }

    private Command command(Command.Body body) {
        return new Command(
                new CommandId(word()),
                id(),
                word(),
                instant(),
                maybe(this::word),
                maybe(() -> random.nextLong(1_000)),
                maybe(this::instant),
                body);
    }

    private Command.Body aCreate() {
        return new Command.CreateInstance(
                word(),
                word(),
                maybe(this::word),
                maybe(this::profile),
                maybe(this::word),
                maybe(this::word),
                some(this::word),
                maybe(this::text),
                Map.of(word(), word()),
                maybe(() -> bytes(32)));
    }

    private Command.Body anAction() {
        return new Command.InstanceAction(one(Action.values()), random.nextBoolean());
    }

    private Command.Body aRun() {
        return new Command.RunOnInstance(
                text(),
                maybe(() -> new Credential(one(Credential.Type.values()), sealed(), maybe(this::sealed))),
                maybe(this::word),
                maybe(this::word),
                maybe(() -> 1 + random.nextInt(65_535)),
                maybe(() -> 1 + random.nextInt(3_600)),
                maybe(() -> random.nextInt(65_537)),
                maybe(() -> "SHA256:" + "k".repeat(43)));
    }

    private ProtectedText text() {
        return switch (random.nextInt(3)) {
            case 0 -> new ProtectedText.Clear("echo " + word());
            case 1 -> new ProtectedText.Reference("env:" + word());
            default -> sealed();
        };
    }

    private ProtectedText.Sealed sealed() {
        return new ProtectedText.Sealed(word(), bytes(32), bytes(16 + random.nextInt(100)));
    }

    private Bytes bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Bytes(bytes);
    }

    private HardwareProfile profile() {
        return new HardwareProfile(maybe(this::word), Map.of("memory", word()));
    }

    private Address address() {
        return new Address(word(), one(AddressType.values()));
    }

    private InstanceId id() {
        return new InstanceId(word());
    }

    private String word() {
        return "w" + Long.toString(random.nextLong() >>> 1, 36);
    }

    private Instant instant() {
        return Instant.ofEpochMilli(1_700_000_000_000L + random.nextLong(100_000_000_000L));
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> some(Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(4)).toList();
    }
}
