package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for.
 *
 * @param actor who asks, at most 255 characters
 * @param issuedAt by the publisher's clock; as expiresAt, within {@link Times}
 * @param expectedVersion refuse unless the instance's last event has this sequence; not negative
 * @param expiresAt refuse when the decision is taken later
 */
public record Command(
        CommandId commandId,
        InstanceId instanceId,
        String actor,
        Instant issuedAt,
        @Nullable String correlationId,
        @Nullable Long expectedVersion,
        @Nullable Instant expiresAt,
        Body body) {

    public Command {
        Text.required("actor", actor, Text.WORD);
        Text.atMost("correlationId", correlationId, Text.WORD);
        if (expectedVersion != null && expectedVersion < 0) {
            throw new InvalidCommand("expectedVersion must not be negative, and is " + expectedVersion);
        }
        Times.require("issuedAt", issuedAt);
        Times.require("expiresAt", expiresAt);
    }

    /** What is asked for. */
    public sealed interface Body {
        CommandType type();

        /** Its texts that may be secret. */
        Stream<ProtectedText> texts();
    }

    /**
     * Make an instance.
     *
     * @param replyKey the requester's raw X25519 public key, 32 bytes; null where nothing is to be answered in secret
     */
    public record CreateInstance(
            String account,
            String imageId,
            @Nullable String realmId,
            @Nullable HardwareProfile hardwareProfile,
            @Nullable String name,
            @Nullable String keyName,
            List<String> firewalls,
            @Nullable ProtectedText userData,
            Map<String, String> tags,
            @Nullable Bytes replyKey)
            implements Body {
        private static final int KEY_BYTES = 32;

        public CreateInstance {
            Text.required("account", account, 64);
            Text.required("imageId", imageId, Text.WORD);
            Text.atMost("realmId", realmId, Text.WORD);
            Text.atMost("name", name, Text.WORD);
            Text.atMost("keyName", keyName, Text.WORD);
            firewalls = Text.list("firewalls", firewalls, 50, Text.WORD);
            tags = Text.map("tags", tags, 50, 128, Text.TAG);
            if (replyKey != null && replyKey.size() != KEY_BYTES) {
                throw new InvalidCommand(
                        "replyKey must be an X25519 public key of " + KEY_BYTES + " bytes, and has " + replyKey.size());
            }
        }

        /** Without a key to answer to. */
        public CreateInstance(
                String account,
                String imageId,
                @Nullable String realmId,
                @Nullable HardwareProfile hardwareProfile,
                @Nullable String name,
                @Nullable String keyName,
                List<String> firewalls,
                @Nullable ProtectedText userData,
                Map<String, String> tags) {
            this(account, imageId, realmId, hardwareProfile, name, keyName, firewalls, userData, tags, null);
        }

        @Override
        public CommandType type() {
            return CommandType.CREATE;
        }

        @Override
        public Stream<ProtectedText> texts() {
            return Stream.ofNullable(userData);
        }
    }

    /** Start, stop, reboot or destroy it. */
    public record InstanceAction(Action action, boolean force) implements Body {
        @Override
        public CommandType type() {
            return action.commandType();
        }

        @Override
        public Stream<ProtectedText> texts() {
            return Stream.empty();
        }
    }

    /**
     * Run a command on it over SSH; what is null is filled in by the worker.
     *
     * @param username not blank, at most 64 characters
     * @param address a host name or an IP address, an IPv6 address also in brackets
     * @param port 1 to 65,535
     * @param timeoutSeconds 1 to 3,600
     * @param outputLimit in bytes, 0 to 65,536
     * @param hostKey the fingerprint (SHA256:…) that the host key must have; on the instance itself it takes the place of
     *     the one that was seen first. Null for that one
     */
    public record RunOnInstance(
            ProtectedText commandLine,
            @Nullable Credential credential,
            @Nullable String username,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable Integer timeoutSeconds,
            @Nullable Integer outputLimit,
            @Nullable String hostKey)
            implements Body {
        private static final Pattern ADDRESS =
                Pattern.compile("[A-Za-z0-9._:%-]+|\\[[A-Fa-f0-9:.]+(%[A-Za-z0-9._-]+)?]");
        private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

        public RunOnInstance {
            if (commandLine instanceof ProtectedText.Clear(String text)) {
                Text.required("commandLine", text, Text.CLEAR_BYTES);
            }
            requireUsername(username);
            requireAddress(address);
            within("port", port, 1, 65_535);
            within("timeoutSeconds", timeoutSeconds, 1, 3_600);
            within("outputLimit", outputLimit, 0, 65_536);
            if (hostKey != null && !FINGERPRINT.matcher(hostKey).matches()) {
                throw new InvalidCommand(
                        "hostKey must be SHA256: and 43 characters of Base64, as ssh-keygen -l shows it");
            }
        }

        private static void requireUsername(@Nullable String username) {
            if (username != null) {
                Text.required("username", username, 64);
            }
        }

        private static void requireAddress(@Nullable String address) {
            Text.atMost("address", address, Text.WORD);
            if (!isAddress(address)) {
                throw new InvalidCommand("address must be a host name or an IP address, without user and port");
            }
        }

        /** Whether this has the form of an address, or is none. */
        public static boolean isAddress(@Nullable String address) {
            return address == null || ADDRESS.matcher(address).matches();
        }

        /** With whichever host key was seen first. */
        public RunOnInstance(
                ProtectedText commandLine,
                @Nullable Credential credential,
                @Nullable String username,
                @Nullable String address,
                @Nullable Integer port,
                @Nullable Integer timeoutSeconds,
                @Nullable Integer outputLimit) {
            this(commandLine, credential, username, address, port, timeoutSeconds, outputLimit, null);
        }

        /**
         * Whether all that is secret in it was sealed by its publisher. The workers' own secrets, which a reference or a
         * credential that is left out stands for, are sent to no machine but the instance.
         */
        public boolean bringsItsSecrets() {
            return credential != null && credential.sealed() && !(commandLine instanceof ProtectedText.Reference);
        }

        /** Whether it leaves nothing open of where it goes. */
        public boolean namesWholePlace() {
            return address != null && port != null;
        }

        @Override
        public CommandType type() {
            return CommandType.RUN;
        }

        @Override
        public Stream<ProtectedText> texts() {
            return credential == null
                    ? Stream.of(commandLine)
                    : Stream.concat(
                            Stream.of(commandLine, credential.secret()), Stream.ofNullable(credential.passphrase()));
        }

        /** How long the command may take. */
        public Duration timeout() {
            return Duration.ofSeconds(timeoutSeconds == null ? 60 : timeoutSeconds);
        }

        private static void within(String name, @Nullable Integer value, int low, int high) {
            if (value != null && (value < low || value > high)) {
                throw new InvalidCommand(name + " must be " + low + " to " + high + ", and is " + value);
            }
        }
    }
}
