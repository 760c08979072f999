package io.instancebus.schemas.sealing;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.RunOnInstance;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The single use that a text is sealed for. The text does not open in another field or command, at another time, for
 * another instance, or for another place.
 *
 * @param parts the texts that it is bound to, the path of the field first
 */
public record SealedUse(List<@Nullable String> parts) {
    private static final byte[] NULL = {-1, -1, -1, -1};

    public SealedUse {
        parts = Collections.unmodifiableList(new ArrayList<>(parts));
    }

    /**
     * The use in this field of the given command. Set all other fields of the command first, then seal, and change
     * nothing afterwards.
     *
     * @param field one of {@link SecretField}, without {@link SecretField#ADMIN_PASSWORD}
     * @throws IllegalArgumentException if the command's body has no such field
     */
    public static SealedUse of(InstanceCommand command, String field) {
        RunOnInstance run = command.getRunOnInstance();
        CreateInstance create = command.getCreateInstance();
        if (run != null && SecretField.ofRun(field)) {
            return run(
                    field,
                    command.getCommandId(),
                    command.getInstanceId(),
                    command.getIssuedAt(),
                    run.getUsername(),
                    run.getAddress(),
                    run.getPort(),
                    run.getHostKey());
        }
        if (create != null && field.equals(SecretField.USER_DATA)) {
            return userData(
                    command.getCommandId(),
                    command.getInstanceId(),
                    command.getIssuedAt(),
                    create.getAccount(),
                    create.getImageId());
        }
        throw new IllegalArgumentException("a " + command.getType() + " has no " + field);
    }

    /** In a run: its user and place, each as in the command, null if the command omits it. */
    public static SealedUse run(
            String field,
            String commandId,
            String instanceId,
            Instant issuedAt,
            @Nullable String username,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String hostKey) {
        return use(
                field,
                commandId,
                instanceId,
                millis(issuedAt),
                username,
                address,
                port == null ? null : port.toString(),
                hostKey);
    }

    /** In a create: its account and image. */
    public static SealedUse userData(
            String commandId, String instanceId, Instant issuedAt, String account, String imageId) {
        return use(SecretField.USER_DATA, commandId, instanceId, millis(issuedAt), account, imageId);
    }

    /**
     * The use in the details of an instance, for its whole life.
     *
     * @param commandId the id of the create
     */
    public static SealedUse adminPassword(String commandId, String instanceId) {
        return use(SecretField.ADMIN_PASSWORD, commandId, instanceId);
    }

    private static SealedUse use(@Nullable String... parts) {
        return new SealedUse(Arrays.asList(parts));
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    String field() {
        return String.valueOf(parts.getFirst());
    }

    /** The additional data: each part follows its length, so that no two lists give the same bytes. */
    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String part : parts) {
            if (part == null) {
                all.writeBytes(NULL);
            } else {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                all.writeBytes(
                        ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
                all.writeBytes(text);
            }
        }
        return all.toByteArray();
    }
}
