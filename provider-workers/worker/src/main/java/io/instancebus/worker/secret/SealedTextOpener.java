package io.instancebus.worker.secret;

import io.instancebus.avro.SealedText;
import io.instancebus.schemas.sealing.SealedUse;
import io.instancebus.schemas.sealing.UnsealingFailed;

/** Opens texts that were sealed to the workers' public key. */
@FunctionalInterface
public interface SealedTextOpener {
    /**
     * The text, in an array that the caller wipes.
     *
     * @throws UnsealingFailed if the key is not present, or the text was sealed for another use
     */
    byte[] open(SealedText sealed, SealedUse use) throws UnsealingFailed;
}
