package io.instancebus.worker.secret;

import io.instancebus.avro.SealedText;
import java.security.GeneralSecurityException;

/** Opens what was sealed to the workers' public key. */
@FunctionalInterface
public interface SealedTextOpener {
    /**
     * The text, in an array that the caller wipes.
     *
     * @param field the path of the field within the command, part of what the seal is bound to
     * @throws GeneralSecurityException if the key is not held, or the seal is for another command, instance or field
     */
    byte[] open(SealedText sealed, String commandId, String instanceId, String field) throws GeneralSecurityException;
}
