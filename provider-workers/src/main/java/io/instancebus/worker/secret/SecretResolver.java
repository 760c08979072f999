package io.instancebus.worker.secret;

import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.SealedText;
import io.instancebus.worker.secret.SecretFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the secret that a command's protected text stands for. Safe for use by many threads. */
public final class SecretResolver {
    /** What an environment variable's name must begin with to be referred to, so that no command reads the others. */
    public static final String ENVIRONMENT_PREFIX = "INSTANCE_BUS_SECRET_";

    private static final String FILE = "file:";
    private static final String ENV = "env:";
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile(ENVIRONMENT_PREFIX + "[A-Za-z0-9_]{1,200}");

    /** Whether clear text may stand in a field. */
    public enum Clear {
        ALLOWED,
        REFUSED
    }

    private final Optional<SecretFolder> folder;
    private final Map<String, String> environment;
    private final SealedTextOpener opener;

    /**
     * @param folder where {@code file:} references are looked up; empty if there are none
     * @param environment where {@code env:} references are looked up, as a rule {@link System#getenv()}
     */
    public SecretResolver(Optional<Path> folder, Map<String, String> environment, SealedTextOpener opener) {
        this.folder = folder.map(SecretFolder::new);
        this.environment = environment;
        this.opener = opener;
    }

    /**
     * The secret, which the caller closes.
     *
     * @param field the path of the field within the command, as the seal is bound to it, for example
     *     {@code runOnInstance.credential.secret}
     */
    public Secret resolve(ProtectedText text, String commandId, String instanceId, String field, Clear clear)
            throws SecretFailure {
        if (Stream.of(text.getClear(), text.getSealed(), text.getReference())
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new SecretFailure(Kind.MALFORMED, field + " has not exactly one of clear, sealed and reference");
        }
        if (text.getSealed() != null) {
            return unseal(text.getSealed(), commandId, instanceId, field);
        }
        if (text.getReference() != null) {
            return lookUp(text.getReference(), field);
        }
        if (clear == Clear.REFUSED) {
            throw new SecretFailure(
                    Kind.CLEAR_REFUSED, field + " is in clear: seal it to the workers' key, or refer to a secret");
        }
        return new Secret(text.getClear().getBytes(StandardCharsets.UTF_8));
    }

    private Secret unseal(SealedText sealed, String commandId, String instanceId, String field) throws SecretFailure {
        try {
            return new Secret(opener.open(sealed, commandId, instanceId, field));
        } catch (GeneralSecurityException refused) {
            throw new SecretFailure(
                    Kind.SEAL_REFUSED,
                    field + " is sealed to key " + sealed.getKeyId()
                            + " and cannot be opened: the key is not held, or the seal is for another command,"
                            + " instance or field",
                    refused);
        }
    }

    /**
     * The secret that a reference of the configuration stands for, which the caller closes.
     *
     * @param reference {@code file:NAME} or {@code env:NAME}
     * @param field what the secret is for, for messages
     */
    public Secret lookUp(String reference, String field) throws SecretFailure {
        if (reference.startsWith(FILE)) {
            if (folder.isEmpty()) {
                throw new SecretFailure(
                        Kind.NOT_FOUND, field + " refers to a file, and the workers have no secrets folder");
            }
            return folder.get().read(reference.substring(FILE.length()));
        }
        if (reference.startsWith(ENV)) {
            return fromEnvironment(reference.substring(ENV.length()));
        }
        // The reference itself is not repeated: someone may have put the secret there.
        throw new SecretFailure(Kind.MALFORMED, field + " has a reference that begins with neither file: nor env:");
    }

    private Secret fromEnvironment(String name) throws SecretFailure {
        if (!ENVIRONMENT_NAME.matcher(name).matches()) {
            throw new SecretFailure(
                    Kind.REFERENCE_REFUSED, "env: refers only to names that begin with " + ENVIRONMENT_PREFIX);
        }
        String value = environment.get(name);
        if (value == null) {
            throw new SecretFailure(Kind.NOT_FOUND, "env:" + name + " is not set");
        }
        return new Secret(value.getBytes(StandardCharsets.UTF_8));
    }
}
