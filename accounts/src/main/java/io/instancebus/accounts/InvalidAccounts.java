package io.instancebus.accounts;

import java.nio.file.Path;
import java.util.List;

/** An accounts file with problems. The message has a line for each problem, and shows no secret. */
public final class InvalidAccounts extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidAccounts(Path file, List<String> problems) {
        super(
                problems.size() == 1
                        ? file + ": " + problems.getFirst()
                        : file + ": " + problems.size() + " errors\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, each with its line if it has one. */
    public List<String> problems() {
        return problems;
    }
}
