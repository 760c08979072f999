package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request of a publisher. {@link Admission} has the bounds of a new one.
 *
 * @param actor the name of the caller, as the publisher claims it
 * @param issuedAt by the publisher's clock
 * @param expectedVersion reject the command unless the instance's last event has this sequence
 * @param expiresAt reject the command if it is decided later
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

    /** The kind of the request with its parameters. */
    public sealed interface Body {
        CommandType type();

        /** The texts of the command that may be secret. */
        Stream<ProtectedText> texts();
    }

    /**
     * Create an instance.
     *
     * @param replyKey the requester's raw X25519 public key, 32 bytes; null if no secret answer is wanted
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

        public CreateInstance {
            firewalls = List.copyOf(firewalls);
            tags = Map.copyOf(tags);
        }

        /** Without a reply key. */
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

    /** Start, stop, reboot or destroy the instance. */
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
     * Run a command on the instance over SSH. The worker fills in null values.
     *
     * @param address a host name or an IP address, an IPv6 address also in brackets
     * @param outputLimit in bytes
     * @param hostKey the fingerprint (SHA256:…) that the host key must have; it replaces the fingerprint that is pinned
     *     to the instance. Null for the pinned one
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

        /** Whether the text has the form of an address, or is null. */
        public static boolean isAddress(@Nullable String address) {
            return address == null || ADDRESS.matcher(address).matches();
        }

        /** With the host key that was seen first. */
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
         * Whether the publisher sealed all secrets of the run. Other secrets, from a reference or from the default
         * credential, are the workers' own, and are sent to the instance only.
         */
        public boolean bringsItsSecrets() {
            return credential != null && credential.sealed() && !(commandLine instanceof ProtectedText.Reference);
        }

        /** Whether the run names both address and port. */
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
    }
}
