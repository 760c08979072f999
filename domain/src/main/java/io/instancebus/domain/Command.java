package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher asks for.
 *
 * @param actor who asks, at most 255 characters
 * @param issuedAt by the publisher's clock; as expiresAt, within {@link Times}
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

    public Command {
        Text.required("actor", actor, Text.WORD);
        Text.atMost("correlationId", correlationId, Text.WORD);
        Times.require("issuedAt", issuedAt);
        Times.require("expiresAt", expiresAt);
    }

    /** What is asked for. */
    public sealed interface Body {
        CommandType type();
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
    }

    /** Start, stop, reboot or destroy it. */
    public record InstanceAction(Action action, boolean force) implements Body {
        @Override
        public CommandType type() {
            return action.commandType();
        }
    }

    /** Run a command on it over SSH; what is null is filled in by the worker. */
    public record RunOnInstance(
            ProtectedText commandLine,
            @Nullable Credential credential,
            @Nullable String username,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable Integer timeoutSeconds,
            @Nullable Integer outputLimit)
            implements Body {

        public RunOnInstance {
            if (commandLine instanceof ProtectedText.Clear(String text)) {
                Text.required("commandLine", text, Text.CLEAR_BYTES);
            }
            Text.atMost("username", username, 64);
            Text.atMost("address", address, Text.WORD);
            within("port", port, 1, 65_535);
            within("timeoutSeconds", timeoutSeconds, 1, 3_600);
            within("outputLimit", outputLimit, 0, 65_536);
        }

        @Override
        public CommandType type() {
            return CommandType.RUN;
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
