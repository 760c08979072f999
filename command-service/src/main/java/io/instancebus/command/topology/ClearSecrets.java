package io.instancebus.command.topology;

import io.instancebus.avro.Credential;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.RejectionCode;
import io.instancebus.mapping.CommandMapping;
import org.jspecify.annotations.Nullable;

/** Whether a command carries a secret in clear, so that its bytes must not be copied anywhere. */
final class ClearSecrets {
    private ClearSecrets() {}

    static boolean in(InstanceCommand command) {
        Credential credential = command.getRunOnInstance() == null
                ? null
                : command.getRunOnInstance().getCredential();
        if (credential != null && (clear(credential.getSecret()) || clear(credential.getPassphrase()))) {
            return true;
        }
        try {
            CommandMapping.fromAvro(command);
            return false;
        } catch (InvalidCommand e) {
            return e.code() == RejectionCode.SECRET_IN_CLEAR;
        } catch (RuntimeException e) {
            // Whatever is wrong with it, nobody has seen that it holds no secret.
            return true;
        }
    }

    private static boolean clear(@Nullable ProtectedText text) {
        return text != null && text.getClear() != null;
    }
}
