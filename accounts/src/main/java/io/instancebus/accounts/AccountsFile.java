package io.instancebus.accounts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The YAML file that names the accounts; at most 1 MB. */
final class AccountsFile {
    private static final int MOST_BYTES = 1 << 20;

    private AccountsFile() {}

    /** @throws InvalidAccounts if it cannot be read */
    static String content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new InvalidAccounts(file, List.of("it has more than 1 MB"));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new InvalidAccounts(file, List.of("there is no such file"));
        } catch (IOException e) {
            throw new InvalidAccounts(file, List.of("it cannot be read: " + e.getMessage()));
        }
    }

    /** @throws InvalidAccounts with all problems of the file */
    static List<AccountConfig> parse(Path file, String yaml) {
        List<String> problems = new ArrayList<>();
        List<AccountConfig> accounts = new ArrayList<>();
        try {
            Map<String, Integer> lines = new HashMap<>();
            for (Node node : items(YamlReader.read(yaml))) {
                read(node, lines, problems).ifPresent(accounts::add);
            }
        } catch (Misconfigured e) {
            problems.add(said(e));
        }
        if (!problems.isEmpty()) {
            throw new InvalidAccounts(file, problems);
        }
        return accounts;
    }

    private static List<Node> items(Node root) {
        Section section = Section.of("", root, "the file");
        List<Node> items = section.sequence("accounts").orElseThrow(() -> section.missing("accounts"));
        section.end();
        return items;
    }

    private static Optional<AccountConfig> read(Node node, Map<String, Integer> lines, List<String> problems) {
        try {
            AccountConfig account = AccountReader.read(node);
            Integer before = lines.putIfAbsent(account.name(), node.line());
            if (before != null) {
                throw new Misconfigured(
                        node.line(), "account " + account.name() + " is there already, on line " + before);
            }
            return Optional.of(account);
        } catch (Misconfigured e) {
            problems.add(said(e));
            return Optional.empty();
        }
    }

    private static String said(Misconfigured problem) {
        return "line " + problem.line() + ": " + problem.getMessage();
    }
}
