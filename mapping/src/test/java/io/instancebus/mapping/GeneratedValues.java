package io.instancebus.mapping;

import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Configuration;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Report;
import io.instancebus.domain.RunResult;
import io.instancebus.domain.SightingState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of the domain that messages are made of, drawn from a seed. */
final class GeneratedValues {
    private static final int TAG = 256;

    private final Draw draw;

    GeneratedValues(Draw draw) {
        this.draw = draw;
    }

    Command.CreateInstance create() {
        return new Command.CreateInstance(
                draw.text(64),
                draw.word(),
                draw.maybe(draw::word),
                draw.maybe(this::hardwareProfile),
                draw.maybe(draw::word),
                draw.maybe(draw::word),
                draw.list(50, draw::word),
                draw.maybe(this::protectedText),
                tags(),
                draw.maybe(() -> draw.bytes(32)));
    }

    Command.RunOnInstance run() {
        return new Command.RunOnInstance(
                protectedText(),
                draw.maybe(this::credential),
                draw.maybe(() -> draw.text(64)),
                draw.maybe(() -> draw.of("192.0.2.1", "host-1.example", "[2001:db8::1]", "fe80::1%eth0")),
                draw.maybe(() -> draw.number(1, 65_535)),
                draw.maybe(() -> draw.number(1, 3_600)),
                draw.maybe(() -> draw.number(0, 65_536)),
                draw.maybe(this::fingerprint));
    }

    private String fingerprint() {
        return "SHA256:" + draw.characters("ABCDEFGHabcdefgh0189+/", 43);
    }

    private Credential credential() {
        return new Credential(draw.symbol(Credential.Type.class), secret(), draw.maybe(this::secret));
    }

    private ProtectedText protectedText() {
        return draw.<ProtectedText>one(() -> new ProtectedText.Clear(draw.text(4_096)), this::sealed, this::reference);
    }

    private ProtectedText secret() {
        return draw.<ProtectedText>one(this::sealed, this::reference);
    }

    private ProtectedText.Sealed sealed() {
        return new ProtectedText.Sealed(draw.text(64), draw.bytes(32), draw.bytes(draw.number(16, 300)));
    }

    private ProtectedText.Reference reference() {
        return new ProtectedText.Reference(draw.of("file:", "env:") + draw.identifier(128));
    }

    Catalogue catalogue() {
        return new Catalogue(
                draw.list(
                        100,
                        () -> new Catalogue.Image(
                                draw.word(),
                                draw.word(),
                                draw.maybe(draw::sentences),
                                draw.maybe(draw::word),
                                draw.maybe(draw::word))),
                draw.list(20, () -> new Catalogue.Realm(draw.word(), draw.word(), draw.yes())),
                draw.list(20, () -> new Catalogue.Profile(draw.word(), draw.word(), draw.map(8, 64, 255))),
                draw.list(20, () -> new Catalogue.LeftOut("image", draw.maybe(draw::word), draw.word())));
    }

    InstanceDetails details() {
        return new InstanceDetails(
                draw.maybe(draw::word),
                draw.word(),
                draw.maybe(draw::word),
                draw.maybe(this::hardwareProfile),
                draw.maybe(draw::word),
                draw.list(50, draw::word),
                tags(),
                draw.maybe(draw::word),
                draw.maybe(this::nativeId),
                draw.list(64, this::address),
                draw.list(64, this::address),
                draw.maybe(() -> draw.number(1, 65_535)),
                draw.maybe(draw::time),
                draw.maybe(draw::word),
                draw.maybe(this::fingerprint),
                draw.maybe(this::adminPassword));
    }

    AdminPassword adminPassword() {
        ProtectedText.@Nullable Sealed toRequester = draw.maybe(this::sealed);
        return new AdminPassword(commandId(), toRequester, toRequester == null ? sealed() : draw.maybe(this::sealed));
    }

    RunResult runResult() {
        return new RunResult(
                draw.maybe(() -> draw.number(-1, 255)),
                draw.maybe(() -> draw.of("TERM", "KILL")),
                draw.output(),
                draw.yes(),
                draw.yes(),
                draw.maybe(this::fingerprint),
                draw.duration());
    }

    private HardwareProfile hardwareProfile() {
        return new HardwareProfile(draw.maybe(draw::word), draw.map(16, 64, 255));
    }

    Failure failure() {
        return new Failure(draw.symbol(FailureCategory.class), draw.maybe(draw::word), draw.sentences(), draw.yes());
    }

    private Address address() {
        return new Address(draw.word(), draw.symbol(AddressType.class));
    }

    private Map<String, String> tags() {
        return draw.map(50, 128, TAG);
    }

    String nativeId() {
        return draw.text(1_024);
    }

    InstanceId instanceId() {
        return new InstanceId(draw.identifier(64));
    }

    CommandId commandId() {
        return new CommandId(draw.identifier(64));
    }

    Report.Sighting sighting() {
        return new Report.Sighting(
                draw.symbol(SightingState.class),
                draw.maybe(draw::word),
                draw.maybe(this::nativeId),
                draw.list(64, this::address),
                draw.list(64, this::address),
                draw.maybe(() -> draw.number(1, 65_535)),
                draw.maybe(draw::time),
                draw.maybe(draw::word),
                draw.maybe(draw::word),
                draw.maybe(() -> draw.number(0, 100)),
                draw.maybe(this::failure),
                draw.yes() ? configuration() : Configuration.UNSAID);
    }

    private Configuration configuration() {
        return new Configuration(
                draw.maybe(draw::word),
                draw.maybe(this::named),
                draw.maybe(this::named),
                draw.maybe(this::named),
                draw.maybe(draw::word),
                draw.maybe(() -> draw.list(50, this::named)));
    }

    private Configuration.Named named() {
        return new Configuration.Named(draw.word(), draw.list(8, draw::word));
    }
}
