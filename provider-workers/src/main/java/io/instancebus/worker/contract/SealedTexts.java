package io.instancebus.worker.contract;

import io.instancebus.avro.SealedText;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.ProtectedText;
import java.nio.ByteBuffer;

/** Sealed texts from the bus, and for it. */
public final class SealedTexts {
    private SealedTexts() {}

    public static ProtectedText.Sealed sealed(SealedText avro) {
        return new ProtectedText.Sealed(avro.getKeyId(), bytes(avro.getEncapsulatedKey()), bytes(avro.getCiphertext()));
    }

    public static SealedText avro(ProtectedText.Sealed sealed) {
        return new SealedText(
                sealed.keyId(),
                ByteBuffer.wrap(sealed.encapsulatedKey().toArray()),
                ByteBuffer.wrap(sealed.ciphertext().toArray()));
    }

    static Bytes bytes(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        return new Bytes(content);
    }
}
