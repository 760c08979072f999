package io.instancebus.embedded;

import io.instancebus.fuzzing.FuzzTarget;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any text as a record of the registry's log is refused, or changes what is known; any request is answered with JSON,
 * and never as a fault of the server. An input is the key and the value of a record with a line's end between them, or a
 * method, a path and a body, each with one after it.
 */
public final class RegistryFuzzer implements FuzzTarget {
    /** What the registry knows does not get more than so many inputs can tell it. */
    private static final int INPUTS_PER_REGISTRY = 2_000;

    private static final String SCHEMA =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":[\"null\",\"string\"],\"default\":null}]}";

    private final MockProducer<String, String> producer =
            new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());
    private RegistryHttp http;
    private RegistryState replayed = RegistryState.EMPTY;
    private int inputs;

    public RegistryFuzzer() throws TimeoutException {
        http = begin();
    }

    private RegistryHttp begin() throws TimeoutException {
        producer.clear();
        return new RegistryHttp(
                new RegistryRoutes(new SchemaStore(new RegistryLog(producer, RegistryFuzzer::empty))).all());
    }

    private static Consumer<String, String> empty() {
        var partition = new TopicPartition(RegistryLog.TOPIC, 0);
        var consumer = new MockConsumer<String, String>("earliest");
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 0L));
        return consumer;
    }

    @Override
    public List<byte[]> seeds() {
        var version = new RegistryRecord.Version(new SchemaVersion("s-value", 1, 1, SCHEMA, false));
        var level = new RegistryRecord.Level("s-value", CompatibilityLevel.BACKWARD);
        var nested = "{\"type\":\"array\",\"items\":".repeat(100) + "\"int\"" + "}".repeat(100);
        var deep = JsonMapper.shared().createObjectNode().put("schema", nested).toString();
        var body = JsonMapper.shared().createObjectNode().put("schema", SCHEMA).toString();
        return Stream.of(
                        RegistryRecordJson.key(version) + "\n" + RegistryRecordJson.value(version),
                        RegistryRecordJson.key(level) + "\n" + RegistryRecordJson.value(level),
                        "GET /subjects?subjectPrefix=s&deleted=true\n",
                        "POST /subjects/s-value\n" + body,
                        "POST /subjects/s-value/versions\n" + body,
                        "POST /subjects/d-value/versions\n" + deep,
                        "POST /compatibility/subjects/d-value/versions/1\n" + deep,
                        "POST /compatibility/subjects/s-value/versions?verbose=true\n" + body,
                        "POST /compatibility/subjects/s-value/versions/latest\n" + body,
                        "GET /subjects/s-value/versions/1/schema\n",
                        "GET /schemas/ids/1\n",
                        "GET /schemas/ids/1/versions\n",
                        "DELETE /subjects/s-value/versions/1?permanent=true\n",
                        "DELETE /subjects/s-value\n",
                        "PUT /config\n{\"compatibility\":\"NONE\"}",
                        "PUT /config/s-value\n{\"compatibility\":\"FULL\"}",
                        "GET /config/s-value?defaultToGlobal=true\n",
                        "GET /mode/s-value\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) throws Exception {
        if (++inputs % INPUTS_PER_REGISTRY == 0) {
            http = begin();
            replayed = RegistryState.EMPTY;
        }
        var text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        var first = end < 0 ? text : text.substring(0, end);
        var rest = text.substring(end + 1);
        if (first.startsWith("{")) {
            replay(first, rest);
        } else {
            request(first.split(" ", 2), rest.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void replay(String key, String value) {
        try {
            RegistryRecordJson.read(key, value)
                    .filter(replayed::allows)
                    .ifPresent(written -> replayed = replayed.after(written));
        } catch (IllegalArgumentException e) {
            // An answer.
        }
    }

    private void request(String[] line, byte[] body) throws IOException {
        FakeExchange exchange;
        try {
            exchange = new FakeExchange(line[0], new URI(line.length == 1 ? "/" : line[1]), body);
        } catch (URISyntaxException e) {
            // The server in front refuses it.
            return;
        }
        if (exchange.getRequestURI().getRawPath() == null) {
            return;
        }
        http.handle(exchange);
        if (exchange.getResponseCode() < 0 || exchange.getResponseCode() == 500) {
            throw new AssertionError("the answer to " + Arrays.toString(line) + " is " + exchange.getResponseCode()
                    + ": " + new String(exchange.answer(), StandardCharsets.UTF_8));
        }
        JsonMapper.shared().readTree(exchange.answer());
    }
}
