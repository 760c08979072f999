package io.instancebus.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The last result of each measure, from this and earlier runs. */
public record Results(MeasuredMachine machine, List<Result> results) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            // Results that were written before there were lists of this kind.
            .withConfigOverride(
                    List.class, lists -> lists.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    public Results {
        results = List.copyOf(results);
    }

    /** Reads results; none if the file does not exist. */
    public static Results read(Path file) throws IOException {
        return Files.exists(file)
                ? JSON.readValue(Files.readString(file), Results.class)
                : new Results(MeasuredMachine.here(), List.of());
    }

    /** These results, with the new one in place of the old one, in the order of the measures. */
    public Results with(Result fresh, Collection<String> order) {
        Map<String, Result> all = new LinkedHashMap<>();
        results.forEach(result -> all.put(result.measure(), result));
        all.put(fresh.measure(), fresh);
        return new Results(
                MeasuredMachine.here(),
                order.stream().map(all::get).filter(java.util.Objects::nonNull).toList());
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
