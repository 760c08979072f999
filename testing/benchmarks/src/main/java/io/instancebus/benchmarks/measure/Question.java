package io.instancebus.benchmarks.measure;

import io.instancebus.benchmarks.stand.ManyInstances;
import java.util.List;
import java.util.Random;

/** The queries to the view: over HTTP, and the same in SQL. */
enum Question {
    POINT("point read", "WHERE instance_id = ?"),
    STATE("page of 50 by a common state", "WHERE state = ? ORDER BY instance_id LIMIT 51"),
    RARE("page of 50 by a rare state", "WHERE state = ? ORDER BY instance_id LIMIT 51"),
    ACCOUNT("page of 50 by account and state", "WHERE account = ? AND state = ? ORDER BY instance_id LIMIT 51"),
    NAME("page by name", "WHERE name = ? ORDER BY instance_id LIMIT 51");

    private final String words;
    private final String condition;

    Question(String words, String condition) {
        this.words = words;
        this.condition = condition;
    }

    String words() {
        return words;
    }

    String sql() {
        return "SELECT * FROM instances " + condition;
    }

    /** @param number the number of one of the instances */
    List<String> values(int number) {
        return switch (this) {
            case POINT -> List.of(ManyInstances.id(number));
            case STATE -> List.of("RUNNING");
            case RARE -> List.of("ERROR");
            case ACCOUNT -> List.of("account-" + number % 10, "RUNNING");
            case NAME -> List.of("web-" + number);
        };
    }

    String path(int number) {
        List<String> values = values(number);
        return switch (this) {
            case POINT -> "/v1/instances/" + values.getFirst();
            case STATE, RARE -> "/v1/instances?limit=50&state=" + values.getFirst();
            case ACCOUNT -> "/v1/instances?limit=50&account=" + values.getFirst() + "&state=" + values.getLast();
            case NAME -> "/v1/instances?limit=50&name=" + values.getFirst();
        };
    }

    static int any(Random random, int instances) {
        return random.nextInt(instances);
    }
}
