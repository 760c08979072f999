package io.instancebus.command.state;

import io.instancebus.domain.Action;
import io.instancebus.domain.Admission;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
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
import io.instancebus.domain.Text;
import io.instancebus.domain.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An instance whose commands are as large as a new one may be: what a stricter bound would refuse. */
final class AtTheBounds {
    private static final Instant THEN = Instant.parse("2026-01-31T12:00:00Z");
    private static final InstanceId ID = new InstanceId("i".repeat(64));

    private AtTheBounds() {}

    static Aggregate aggregate() {
        Command.CreateInstance create = create();
        return new Aggregate.Live(
                new Instance(
                        ID,
                        2,
                        create.account(),
                        ProviderType.SANDBOX,
                        InstanceState.PENDING,
                        InstanceDetails.requested(create),
                        false,
                        THEN),
                new InFlight(
                        ID.requestKey(),
                        THEN,
                        new InFlight.Operation(
                                command("create", Times.FIRST, create),
                                THEN.plusSeconds(60),
                                1,
                                0,
                                new Phase.Deferred(THEN.plusSeconds(1)),
                                THEN,
                                null,
                                false,
                                THEN.plusSeconds(10)),
                        List.of(new InFlight.QueuedCommand(
                                command("stop", Times.LAST, new Command.InstanceAction(Action.STOP, true)),
                                THEN.plusSeconds(60))),
                        List.of(run("longest", longest()), run("least", least())),
                        List.of(),
                        new InFlight.Observations(1, false, null, 0, 0, 0, 0),
                        null,
                        null,
                        null));
    }

    private static InFlight.Run run(String name, Command.RunOnInstance run) {
        return new InFlight.Run(
                command(name, THEN, run),
                THEN.plusSeconds(60),
                1,
                0,
                new Phase.Deferred(THEN.plusSeconds(2)),
                false,
                null,
                false);
    }

    private static Command command(String name, Instant issuedAt, Command.Body body) {
        return Admission.admit(new Command(
                new CommandId((name + "-").repeat(64).substring(0, 64)),
                ID,
                "😀".repeat(255),
                issuedAt,
                "c".repeat(255),
                0L,
                Times.LAST,
                body));
    }

    private static Command.CreateInstance create() {
        Map<String, String> tags = new TreeMap<>(Map.of("t".repeat(128), "v".repeat(256)));
        while (tags.size() < 50) {
            tags.put("tag" + tags.size(), "");
        }
        Map<String, String> overrides = new TreeMap<>(Map.of("o".repeat(64), "v".repeat(255)));
        while (overrides.size() < 16) {
            overrides.put("override" + overrides.size(), "");
        }
        List<String> firewalls = new ArrayList<>(Collections.nCopies(49, "fw"));
        firewalls.add("f".repeat(255));
        return new Command.CreateInstance(
                "a".repeat(64),
                "m".repeat(255),
                "r".repeat(255),
                new HardwareProfile("h".repeat(255), overrides),
                "n".repeat(255),
                "k".repeat(255),
                firewalls,
                new ProtectedText.Clear("u".repeat(Text.CLEAR_BYTES)),
                tags,
                new Bytes(new byte[32]));
    }

    private static Command.RunOnInstance longest() {
        ProtectedText.Sealed secret =
                new ProtectedText.Sealed("k".repeat(64), new Bytes(new byte[32]), new Bytes(new byte[64 * 1_024]));
        return new Command.RunOnInstance(
                new ProtectedText.Clear("é".repeat(Text.CLEAR_BYTES / 2)),
                new Credential(
                        Credential.Type.PRIVATE_KEY, secret, new ProtectedText.Reference("file:" + "p".repeat(128))),
                "u".repeat(64),
                "a".repeat(255),
                65_535,
                3_600,
                Text.OUTPUT_BYTES,
                "SHA256:" + "/".repeat(43));
    }

    private static Command.RunOnInstance least() {
        ProtectedText.Sealed secret = new ProtectedText.Sealed("k", new Bytes(new byte[32]), new Bytes(new byte[16]));
        return new Command.RunOnInstance(
                new ProtectedText.Reference("file:c"),
                new Credential(Credential.Type.PASSWORD, secret, null),
                "u",
                "[::1%e]",
                1,
                1,
                0,
                null);
    }
}
