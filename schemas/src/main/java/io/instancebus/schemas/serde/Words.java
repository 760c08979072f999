package io.instancebus.schemas.serde;

import io.instancebus.schemas.Cut;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The message of an exception, cut to a length that fits a header and a log line. For an exception whose message may
 * show a record's content, only its name.
 */
final class Words {
    private static final int MOST = 300;

    private Words() {}

    static String of(Throwable e) {
        boolean discreet =
                e instanceof IOException || e instanceof AvroRuntimeException || e instanceof SerializationException;
        @Nullable String message = discreet ? e.getMessage() : null;
        String words = message == null ? e.getClass().getSimpleName() : message;
        return Cut.marked(MOST, words);
    }
}
