package io.instancebus.worker.secret;

import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretFailure.Kind;
import io.instancebus.provider.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secrets that the accounts file refers to: cloud credentials and default credentials for runs. No command has
 * access to them; {@link CommandSecrets} has those of commands. Thread-safe.
 */
public final class AccountSecrets implements Secrets {
    /** The required prefix of environment variables, so that no other variable is read. */
    public static final String ENVIRONMENT_PREFIX = "INSTANCE_BUS_SECRET_";

    private static final String FILE = "file:";
    private static final String ENV = "env:";
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile(ENVIRONMENT_PREFIX + "[A-Za-z0-9_]{1,200}");

    private final Optional<SecretFolder> folder;
    private final Map<String, String> environment;

    /**
     * @param folder the secrets folder, in which {@code file:} references are looked up; empty if there is none
     * @param environment the environment in which {@code env:} references are looked up, usually {@link
     *     System#getenv()}
     */
    public AccountSecrets(Optional<Path> folder, Map<String, String> environment) {
        this.folder = folder.map(SecretFolder::new);
        this.environment = environment;
    }

    @Override
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
        // The message does not repeat the reference: it may be the secret itself.
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
