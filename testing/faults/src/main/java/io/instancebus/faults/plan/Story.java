package io.instancebus.faults.plan;

import io.instancebus.faults.plan.Intent.Act;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The endless sequence of a publisher's commands, the same for the same seed, publisher and accounts. It contains every
 * failure mode of the sandbox and actions in any order and state, and destroys old instances.
 */
public final class Story {
    /** The modes in the order of docs/sandbox.md. */
    public static final List<String> MODES = List.of(
            "ok",
            "fail-now",
            "fail-late",
            "hang",
            "vanish",
            "vanish-pending",
            "lost-answer",
            "slow",
            "slow-answer",
            "rate-limited",
            "unreachable",
            "deaf",
            "quota",
            "auth",
            "invalid",
            "internal");

    private static final List<String> LINES = List.of(
            "true",
            "false",
            "exit 3",
            "uname -a",
            "seq 2000",
            "sleep 0.2; id",
            "signal TERM",
            "nonsense",
            "echo 1 | cat");
    private static final int KEPT = 25;
    private static final int RECENT = 12;

    private final Random random;
    private final List<String> accounts;
    private final Secrets secrets;
    private final Deque<String> modes = new ArrayDeque<>();
    private final Deque<Intent> due = new ArrayDeque<>();
    private int created;

    public Story(long seed, int publisher, List<String> accounts) {
        this.random = new Random(seed * 31 + publisher);
        this.accounts = List.copyOf(accounts);
        this.secrets = new Secrets(seed, publisher);
    }

    public Intent next() {
        if (!due.isEmpty()) {
            return due.remove();
        }
        int dice = random.nextInt(100);
        if (created == 0 || dice < 30) {
            return create();
        }
        if (dice < 65) {
            return new Intent.Action(recent(), act(), random.nextInt(4) == 0);
        }
        return dice < 90 ? run() : new Intent.Again(1 + random.nextInt(20));
    }

    private Intent create() {
        int instance = created++;
        if (instance >= KEPT) {
            due.add(new Intent.Action(instance - KEPT, Act.DESTROY, true));
        }
        // Every other instance must run, so that actions have a target.
        String mode = instance % 2 == 0 ? "ok" : mode();
        Optional<String> secret = random.nextInt(3) == 0 ? Optional.of(secrets.next()) : Optional.empty();
        return new Intent.Create(instance, accounts.get(random.nextInt(accounts.size())), mode, secret);
    }

    private String mode() {
        if (modes.isEmpty()) {
            List<String> shuffled = new ArrayList<>(MODES);
            Collections.shuffle(shuffled, random);
            modes.addAll(shuffled);
        }
        return modes.remove();
    }

    private Act act() {
        int dice = random.nextInt(20);
        return dice < 6 ? Act.START : dice < 13 ? Act.STOP : dice < 17 ? Act.REBOOT : Act.DESTROY;
    }

    private Intent run() {
        String line = LINES.get(random.nextInt(LINES.size()));
        Intent.Login[] logins = Intent.Login.values();
        Intent.Login login = logins[random.nextInt(logins.length)];
        int dice = random.nextInt(6);
        if (dice < 2) {
            return new Intent.Run(recent(), "true", Intent.Line.SEALED, login, secrets.next());
        }
        return new Intent.Run(recent(), line, dice == 2 ? Intent.Line.PRINTING : Intent.Line.CLEAR, login, "");
    }

    private int recent() {
        return created - 1 - random.nextInt(Math.min(created, RECENT));
    }
}
