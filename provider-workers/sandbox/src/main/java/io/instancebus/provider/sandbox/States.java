package io.instancebus.provider.sandbox;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Configuration.Named;
import io.instancebus.domain.Failure;
import io.instancebus.domain.Report.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Converts an instance of the sandbox to a sighting. docs/sandbox.md lists the modes. */
final class States {
    private static final String OWNER = "sandbox";

    private States() {}

    /** @param sshPort the port of its SSH server; empty without one */
    static Sighting of(SandboxInstance instance, Instant now, OptionalInt sshPort) {
        Condition condition = instance.conditionAt(now);
        boolean up = condition == Condition.RUNNING || condition == Condition.REBOOTING;
        boolean reachable = up && sshPort.isPresent();
        return Sighting.builder(condition.shown())
                .rawState(condition.name())
                .nativeId(instance.nativeId())
                .publicAddresses(up ? List.of(new Address("127.0.0.1", AddressType.IPV4)) : List.of())
                .privateAddresses(
                        condition.ended()
                                ? List.of()
                                : List.of(new Address(instance.privateAddress(), AddressType.IPV4)))
                .sshPort(reachable ? sshPort.getAsInt() : null)
                .launchedAt(instance.launchedAt(now))
                .ownerId(OWNER)
                .username(reachable ? instance.nativeId() : null)
                .progress(instance.progressAt(now))
                .fault(fault(instance, condition))
                .configuration(configuration(instance))
                .build();
    }

    /** The configuration; the sandbox has no key pairs and no firewalls. */
    private static Configuration configuration(SandboxInstance instance) {
        return new Configuration(
                instance.name(),
                Named.orNull(instance.imageId()),
                Named.orNull(instance.realmId()),
                Named.orNull(instance.profileId()),
                null,
                null);
    }

    private static @Nullable Failure fault(SandboxInstance instance, Condition condition) {
        String fault = instance.fault();
        if (condition != Condition.ERROR || fault == null) {
            return null;
        }
        return Failures.ofBroken(fault);
    }
}
