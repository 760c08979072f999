package io.instancebus.domain;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.RunOnInstance;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of new input: of a command that a publisher sends, and of the sealed texts in a report. The boundary that
 * accepts the input applies them: the HTTP door, {@link Input.CommandReceived}, the reader of reports, and a worker to
 * the command in its task. The records themselves do not, because stored state holds input that an earlier release
 * accepted. It must stay readable and writable, however strict this release is.
 *
 * <p>Each method returns its argument, or throws an {@link InvalidCommand} that names the field and shows no secret.
 */
public final class Admission {
    private static final int ACCOUNT = 64;
    private static final int USERNAME = 64;
    private static final int KEY_ID = 64;
    private static final int FIREWALLS = 50;
    private static final int TAGS = 50;
    private static final int TAG_NAME = 128;
    private static final int OVERRIDES = 16;
    private static final int OVERRIDE_NAME = 64;
    private static final int PUBLIC_KEY_BYTES = 32;
    private static final int FEWEST_CIPHERTEXT_BYTES = 16;
    private static final int MOST_CIPHERTEXT_BYTES = 64 * 1_024;
    private static final int MOST_SECONDS = 3_600;
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");

    private Admission() {}

    /** Checks the command with all its parts. */
    public static Command admit(Command command) {
        switch (command.body()) {
            case CreateInstance create -> admit(create);
            case Command.InstanceAction action -> {}
            case RunOnInstance run -> admit(run);
        }
        Text.required("actor", command.actor(), Text.WORD);
        Text.atMost("correlationId", command.correlationId(), Text.WORD);
        Long expectedVersion = command.expectedVersion();
        if (expectedVersion != null && expectedVersion < 0) {
            throw new InvalidCommand("expectedVersion must not be negative, and is " + expectedVersion);
        }
        Times.require("issuedAt", command.issuedAt());
        Times.require("expiresAt", command.expiresAt());
        return command;
    }

    public static CreateInstance admit(CreateInstance create) {
        if (create.hardwareProfile() != null) {
            admit(create.hardwareProfile());
        }
        create.texts().forEach(Admission::admit);
        Text.required("account", create.account(), ACCOUNT);
        Text.required("imageId", create.imageId(), Text.WORD);
        Text.atMost("realmId", create.realmId(), Text.WORD);
        Text.atMost("name", create.name(), Text.WORD);
        Text.atMost("keyName", create.keyName(), Text.WORD);
        Text.requireList("firewalls", create.firewalls(), FIREWALLS, Text.WORD);
        Text.requireMap("tags", create.tags(), TAGS, TAG_NAME, Text.TAG);
        Bytes replyKey = create.replyKey();
        if (replyKey != null && replyKey.size() != PUBLIC_KEY_BYTES) {
            throw new InvalidCommand("replyKey must be an X25519 public key of " + PUBLIC_KEY_BYTES + " bytes, and has "
                    + replyKey.size());
        }
        return create;
    }

    public static RunOnInstance admit(RunOnInstance run) {
        run.texts().forEach(Admission::admit);
        if (run.commandLine() instanceof ProtectedText.Clear(String text)) {
            Text.required("commandLine", text, Text.CLEAR_BYTES);
        }
        if (run.username() != null) {
            Text.required("username", run.username(), USERNAME);
        }
        Text.atMost("address", run.address(), Text.WORD);
        if (!RunOnInstance.isAddress(run.address())) {
            throw new InvalidCommand("address must be a host name or an IP address, without user and port");
        }
        within("port", run.port(), 1, 65_535);
        within("timeoutSeconds", run.timeoutSeconds(), 1, MOST_SECONDS);
        within("outputLimit", run.outputLimit(), 0, Text.OUTPUT_BYTES);
        String hostKey = run.hostKey();
        if (hostKey != null && !FINGERPRINT.matcher(hostKey).matches()) {
            throw new InvalidCommand("hostKey must be SHA256: and 43 characters of Base64, as ssh-keygen -l shows it");
        }
        return run;
    }

    public static HardwareProfile admit(HardwareProfile profile) {
        Text.atMost("hardwareProfile.id", profile.id(), Text.WORD);
        Text.requireMap("hardwareProfile.overrides", profile.overrides(), OVERRIDES, OVERRIDE_NAME, Text.WORD);
        return profile;
    }

    /** Checks the password in a report. */
    public static AdminPassword admit(AdminPassword password) {
        if (password.toRequester() != null) {
            admitSealed(password.toRequester());
        }
        if (password.toWorkers() != null) {
            admitSealed(password.toWorkers());
        }
        return password;
    }

    public static ProtectedText admit(ProtectedText text) {
        switch (text) {
            case ProtectedText.Clear(String clear) -> admitClear(clear);
            case ProtectedText.Sealed sealed -> admitSealed(sealed);
            case ProtectedText.Reference reference -> {}
        }
        return text;
    }

    private static void admitClear(String text) {
        Text.atMostBytes("the text", text, Text.CLEAR_BYTES);
        if (PRIVATE_KEY.matcher(text).find()) {
            throw new InvalidCommand(
                    RejectionCode.SECRET_IN_CLEAR,
                    "a private key stands in clear text; seal it to the workers' public key or refer to it");
        }
    }

    private static void admitSealed(ProtectedText.Sealed sealed) {
        Text.required("sealed.keyId", sealed.keyId(), KEY_ID);
        if (sealed.encapsulatedKey().size() != PUBLIC_KEY_BYTES) {
            throw new InvalidCommand("sealed.encapsulatedKey must be 32 bytes");
        }
        int bytes = sealed.ciphertext().size();
        if (bytes < FEWEST_CIPHERTEXT_BYTES || bytes > MOST_CIPHERTEXT_BYTES) {
            throw new InvalidCommand("sealed.ciphertext must be 16 to 65,536 bytes");
        }
    }

    private static void within(String name, @Nullable Integer value, int low, int high) {
        if (value != null && (value < low || value > high)) {
            throw new InvalidCommand(name + " must be " + low + " to " + high + ", and is " + value);
        }
    }
}
