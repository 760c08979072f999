package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for. {@link Admission} holds the bounds of a new one.
 *
 * @param actor who asks
 * @param issuedAt by the publisher's clock
 * @param expectedVersion refuse unless the instance's last event has this sequence
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

        public CreateInstance {
            firewalls = List.copyOf(firewalls);
            tags = Map.copyOf(tags);
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
     * @param address a host name or an IP address, an IPv6 address also in brackets
     * @param outputLimit in bytes
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
    }
}
