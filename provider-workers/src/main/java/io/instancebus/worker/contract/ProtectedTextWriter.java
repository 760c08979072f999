package io.instancebus.worker.contract;

import io.instancebus.avro.ProtectedText;

/** Protected texts as the bus has them, for whoever opens them. */
public final class ProtectedTextWriter {
    private ProtectedTextWriter() {}

    public static ProtectedText avro(io.instancebus.domain.ProtectedText text) {
        return switch (text) {
            case io.instancebus.domain.ProtectedText.Clear clear -> new ProtectedText(clear.text(), null, null);
            case io.instancebus.domain.ProtectedText.Reference reference ->
                new ProtectedText(null, null, reference.reference());
            case io.instancebus.domain.ProtectedText.Sealed sealed ->
                new ProtectedText(null, SealedTexts.avro(sealed), null);
        };
    }
}
