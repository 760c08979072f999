package io.instancebus.gateway.json;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields that every write may have besides its body. */
record Envelope(
        @Nullable String commandId,
        @Nullable Instant issuedAt,
        String actor,
        @Nullable String correlationId,
        @Nullable Long expectedVersion,
        @Nullable Instant expiresAt) {

    private static final String NOBODY_IN_PARTICULAR = "anonymous";
    private static final Pattern VERSION_TAG = Pattern.compile("\"([0-9]{1,18})\"");

    static Envelope read(Fields fields, RequestHeaders headers, FieldErrors errors) {
        String actor = fields.text("actor");
        if (actor == null) {
            actor = headers.actor() == null ? NOBODY_IN_PARTICULAR : headers.actor();
        }
        return new Envelope(
                agreed("commandId", fields.text("commandId"), headers.idempotencyKey(), errors),
                fields.instant("issuedAt"),
                actor,
                fields.text("correlationId"),
                agreed("expectedVersion", fields.number("expectedVersion"), version(headers.ifMatch(), errors), errors),
                fields.instant("expiresAt"));
    }

    private static <T> @Nullable T agreed(String name, @Nullable T inBody, @Nullable T inHeader, FieldErrors errors) {
        if (inBody != null && inHeader != null && !Objects.equals(inBody, inHeader)) {
            errors.add(name, "is one thing in the body and another in the header");
        }
        return inBody == null ? inHeader : inBody;
    }

    private static @Nullable Long version(@Nullable String ifMatch, FieldErrors errors) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher tag = VERSION_TAG.matcher(ifMatch.strip());
        if (tag.matches()) {
            return Long.valueOf(tag.group(1));
        }
        errors.add("If-Match", "must be one ETag of an instance, as \"12\"");
        return null;
    }
}
