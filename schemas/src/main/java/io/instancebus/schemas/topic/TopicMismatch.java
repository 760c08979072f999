package io.instancebus.schemas.topic;

import java.util.List;

/** The bus differs from the catalogue in a way that would do damage. The service must not start. */
public final class TopicMismatch extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public TopicMismatch(List<String> problems) {
        super("The bus does not fit the configuration: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each difference. */
    public List<String> problems() {
        return problems;
    }
}
