package io.instancebus.worker;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.DefaultCredential;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.Secrets;
import io.instancebus.worker.guard.Call;
import io.instancebus.worker.guard.GuardedFactory;
import io.instancebus.worker.secret.AccountSecrets;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Checks accounts as the workers would use them. It creates nothing, and changes nothing at a provider. */
public final class AccountCheck implements AutoCloseable {
    /** The result of a check. */
    public sealed interface Finding {}

    /** The provider accepted the login and returned the catalogue. */
    public record Usable(Catalogue catalogue) implements Finding {}

    /**
     * The settings are valid; the account was not opened.
     *
     * @param reason the reason, for people
     */
    public record Readable(String reason) implements Finding {}

    /** @param advice what to check; empty if the problem says enough */
    public record Unusable(String problem, String advice) implements Finding {}

    /** The guard, which knows the call that does not return, says so before the whole check is given up. */
    private static final Duration GUARD_FIRST = Duration.ofSeconds(5);

    private final Adapters adapters;
    private final Secrets secrets;

    /**
     * @param secretsDirectory the folder in which file: references are looked up; null for none
     * @param plugins the folder of plug-ins; empty to use only the adapters on the class path
     */
    public AccountCheck(@Nullable Path secretsDirectory, Optional<Path> plugins) {
        this.adapters = Adapters.load(plugins);
        this.secrets = new AccountSecrets(Optional.ofNullable(secretsDirectory), System.getenv());
    }

    /** Returns within three times the account's providerTimeout, and some seconds. Thread-safe. */
    public Finding check(AccountConfig account) {
        Duration longest = GuardedFactory.longestCheck(account);
        Call<Finding> call = Call.begin("check-" + account.name(), () -> finding(account));
        try {
            return call.within(longest.plus(GUARD_FIRST))
                    .orElseGet(() -> new Unusable(
                            "what it was asked was not all answered within " + longest.toSeconds() + " s",
                            Advice.SLOW));
        } catch (ExecutionException e) {
            return unusable(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unusable("the check was interrupted", "");
        } finally {
            call.giveUp();
        }
    }

    private Finding finding(AccountConfig account) throws ProviderFailure, SecretFailure {
        lookUp(account.defaultCredential());
        return switch (adapters.of(account.type()).check(account, secrets)) {
            case ProviderFactory.Answered(Catalogue catalogue) -> new Usable(catalogue);
            case ProviderFactory.NotOpened(String reason) -> new Readable(reason);
        };
    }

    private void lookUp(@Nullable DefaultCredential credential) throws SecretFailure {
        if (credential != null) {
            lookUp(credential.reference(), "defaultCredential.reference");
            String passphrase = credential.passphraseReference();
            if (passphrase != null) {
                lookUp(passphrase, "defaultCredential.passphraseReference");
            }
        }
    }

    private void lookUp(String reference, String setting) throws SecretFailure {
        try (Secret secret = secrets.lookUp(reference, setting)) {
            if (secret.size() == 0) {
                throw new IllegalArgumentException(setting + " refers to an empty secret");
            }
        }
    }

    private static Unusable unusable(Throwable thrown) {
        String problem = String.valueOf(thrown.getMessage());
        return switch (thrown) {
            case ProviderFailure e -> new Unusable(words(e.failure()), Advice.of(e.failure()));
            case SecretFailure e -> new Unusable(problem, Advice.SECRET);
            case IllegalArgumentException e -> new Unusable(problem, "");
            case UncheckedIOException e -> new Unusable(problem, "");
            default -> new Unusable("a bug in the check: " + thrown.getClass().getName(), "");
        };
    }

    private static String words(Failure failure) {
        return failure.category() + ": " + failure.message();
    }

    @Override
    public void close() {
        adapters.close();
    }
}
