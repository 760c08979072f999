package io.instancebus.gateway.json;

import io.instancebus.domain.Admission;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.ProtectedText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads text that may be secret: a string, or an object with one of clear, sealed and reference. No error shows the
 * given text, nor the name of an unknown field.
 */
final class ProtectedTexts {
    private final FieldErrors errors;

    ProtectedTexts(FieldErrors errors) {
        this.errors = errors;
    }

    /** Text that may be in clear. */
    @Nullable
    ProtectedText text(Fields fields, String name) {
        return read(fields, name, true);
    }

    /** Text that is always secret, and is rejected in clear. */
    @Nullable
    ProtectedText secret(Fields fields, String name) {
        return read(fields, name, false);
    }

    private @Nullable ProtectedText read(Fields fields, String name, boolean clearAllowed) {
        String at = fields.at(name);
        return switch (fields.value(name)) {
            case null -> null;
            case ObjectNode object -> fromObject(new Fields(object, at, errors), at, clearAllowed);
            case JsonNode value when !clearAllowed -> refuseClear(at);
            case JsonNode value when value.isString() -> clear(at, value.stringValue());
            case JsonNode value -> {
                errors.add(at, "must be text or an object, and is " + Fields.kind(value));
                yield null;
            }
        };
    }

    private @Nullable ProtectedText fromObject(Fields fields, String at, boolean clearAllowed) {
        if (!clearAllowed && fields.value("clear") != null) {
            return refuseClear(at);
        }
        String clear = fields.text("clear");
        Fields sealed = fields.object("sealed");
        String reference = fields.text("reference");
        fields.noOthersUnnamed();
        int given = (clear == null ? 0 : 1) + (sealed == null ? 0 : 1) + (reference == null ? 0 : 1);
        if (given != 1) {
            errors.add(at, "must have exactly one of clear, sealed and reference");
            return null;
        }
        if (clear != null) {
            return clear(at, clear);
        }
        return sealed == null ? reference(at, String.valueOf(reference)) : sealed(at, sealed);
    }

    private @Nullable ProtectedText clear(String at, String text) {
        return errors.make(at, List.of(), () -> Admission.admit(new ProtectedText.Clear(text)));
    }

    private @Nullable ProtectedText reference(String at, String reference) {
        if (reference.startsWith("env:")) {
            errors.add(at + ".reference", "must be file:NAME: a command cannot refer to the workers' environment");
            return null;
        }
        return errors.make(at, List.of(), () -> new ProtectedText.Reference(reference));
    }

    private @Nullable ProtectedText sealed(String at, Fields fields) {
        String keyId = fields.requiredText("keyId");
        Bytes encapsulatedKey = fields.requiredBase64("encapsulatedKey");
        Bytes ciphertext = fields.requiredBase64("ciphertext");
        fields.noOthersUnnamed();
        if (keyId == null || encapsulatedKey == null || ciphertext == null) {
            return null;
        }
        return errors.make(
                at,
                List.of("sealed"),
                () -> Admission.admit(new ProtectedText.Sealed(keyId, encapsulatedKey, ciphertext)));
    }

    private @Nullable ProtectedText refuseClear(String at) {
        errors.secretInClear(at);
        return null;
    }
}
