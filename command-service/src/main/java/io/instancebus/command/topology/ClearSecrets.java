package io.instancebus.command.topology;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.Credential;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.domain.Admission;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.RejectionCode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a command has a secret in clear, so that its bytes must not be copied. It checks each text separately,
 * so that no other error in the command hides one.
 */
final class ClearSecrets {
    private ClearSecrets() {}

    static boolean in(InstanceCommand command) {
        CreateInstance create = command.getCreateInstance();
        RunOnInstance run = command.getRunOnInstance();
        return create != null && mayBeSecret(create.getUserData())
                || run != null && (mayBeSecret(run.getCommandLine()) || in(run.getCredential()));
    }

    private static boolean in(@Nullable Credential credential) {
        return credential != null && (ofCredential(credential.getSecret()) || ofCredential(credential.getPassphrase()));
    }

    private static boolean ofCredential(@Nullable ProtectedText text) {
        return text != null && (text.getClear() != null || mayBeSecret(text));
    }

    private static boolean mayBeSecret(@Nullable ProtectedText text) {
        return text != null
                && (isRefused(text.getClear(), io.instancebus.domain.ProtectedText.Clear::new)
                        || isRefused(text.getReference(), io.instancebus.domain.ProtectedText.Reference::new));
    }

    private static boolean isRefused(
            @Nullable String text, Function<String, io.instancebus.domain.ProtectedText> protectedText) {
        try {
            if (text != null) {
                Admission.admit(protectedText.apply(text));
            }
            return false;
        } catch (InvalidCommand e) {
            return e.code() == RejectionCode.SECRET_IN_CLEAR;
        }
    }
}
