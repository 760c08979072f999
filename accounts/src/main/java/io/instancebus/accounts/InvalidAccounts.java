package io.instancebus.accounts;

import java.nio.file.Path;
import java.util.List;

/** A file does not say which accounts there are. The message has a line for each thing that is wrong, and no secret. */
public final class InvalidAccounts extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidAccounts(Path file, List<String> problems) {
        super(
                problems.size() == 1
                        ? file + ": " + problems.getFirst()
                        : file + ": " + problems.size() + " things are wrong\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each with its line, where it has one. */
    public List<String> problems() {
        return problems;
    }
}
