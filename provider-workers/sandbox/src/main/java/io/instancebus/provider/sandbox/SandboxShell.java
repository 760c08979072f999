package io.instancebus.provider.sandbox;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The few commands that an instance of the sandbox supports. They execute and read nothing on the host. Semicolons,
 * {@code &&} and {@code ||} can join several commands.
 */
final class SandboxShell {
    static final String HELP = """
            This is an instance of the Instance Bus sandbox. It knows these commands:
              echo [-n] TEXT...   cat /etc/os-release   hostname   uname [-a]   uptime   id   whoami   date   env
              true   false   exit N   sleep SECONDS   seq N   yes [TEXT]   signal NAME   help
            joined by ;  &&  or ||
            """;

    private static final int NOT_FOUND = 127;
    private static final int USAGE = 2;
    private static final int CHUNK = 8 * 1024;
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,8}");
    private static final Set<String> SIGNALS =
            Set.of("ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM", "USR1", "USR2");

    private final SandboxInstance instance;
    private final Instant now;
    private final PrintStream out;
    private final PrintStream err;

    /** The result of a command line, or of one of its commands. */
    sealed interface Outcome {
        record Exited(int status) implements Outcome {}

        /** Killed by a signal; its name is without SIG. */
        record Killed(String signal) implements Outcome {}
    }

    SandboxShell(SandboxInstance instance, Instant now, PrintStream out, PrintStream err) {
        this.instance = instance;
        this.now = now;
        this.out = out;
        this.err = err;
    }

    /**
     * Executes a line.
     *
     * @throws InterruptedException if the thread was interrupted, or the output can no longer be written
     */
    Outcome run(String line) throws InterruptedException {
        List<CommandLine.Part> parts;
        try {
            parts = CommandLine.parse(line);
        } catch (CommandLine.NotUnderstood e) {
            return complain(USAGE, "sandbox: " + e.getMessage());
        }
        int status = 0;
        for (CommandLine.Part part : parts) {
            if (!due(part.joint(), status)) {
                continue;
            }
            Outcome outcome = command(part.words(), status);
            if (outcome instanceof Outcome.Exited(int ended)
                    && !part.words().getFirst().equals("exit")) {
                status = ended;
            } else {
                return outcome;
            }
        }
        return new Outcome.Exited(status);
    }

    private static boolean due(CommandLine.Joint joint, int status) {
        return switch (joint) {
            case ALWAYS -> true;
            case AFTER_SUCCESS -> status == 0;
            case AFTER_FAILURE -> status != 0;
        };
    }

    private Outcome command(List<String> words, int last) throws InterruptedException {
        List<String> arguments = words.subList(1, words.size());
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        return switch (words.getFirst()) {
            case "echo" -> echo(arguments);
            case "cat" -> cat(first);
            case "hostname" -> say(instance.hostname() + "\n");
            case "uname" -> say(first.equals("-a") ? kernel() : "Linux\n");
            case "uptime" -> say(uptime());
            case "id" -> say("uid=1000(%1$s) gid=1000(%1$s) groups=1000(%1$s)\n".formatted(instance.nativeId()));
            case "whoami" -> say(instance.nativeId() + "\n");
            case "date" -> say(DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\n");
            case "env" -> env();
            case "true" -> new Outcome.Exited(0);
            case "false" -> new Outcome.Exited(1);
            case "exit" -> exit(first, last);
            case "sleep" -> sleep(first);
            case "seq" -> seq(first);
            case "yes" -> yes(first.isEmpty() ? "y" : String.join(" ", arguments));
            case "signal" -> signal(first);
            case "help" -> say(HELP);
            case "interactive" -> complain(1, HELP + "There is no interactive shell; give a command.");
            default -> complain(NOT_FOUND, words.getFirst() + ": command not found\n" + HELP);
        };
    }

    private Outcome echo(List<String> arguments) {
        boolean bare = !arguments.isEmpty() && arguments.getFirst().equals("-n");
        String text = String.join(" ", bare ? arguments.subList(1, arguments.size()) : arguments);
        return say(bare ? text : text + "\n");
    }

    private Outcome cat(String file) {
        if (!file.equals("/etc/os-release")) {
            return complain(1, "cat: " + file + ": No such file or directory");
        }
        return say("NAME=\"Instance Bus sandbox\"\nID=sandbox\nVERSION_ID=1\nPRETTY_NAME=\"%s\"\nIMAGE_ID=%s\n"
                .formatted(Catalogues.image(instance.imageId()).description(), instance.imageId()));
    }

    private String kernel() {
        return "Linux %s 6.1.0-sandbox #1 SMP %s GNU/Linux\n"
                .formatted(
                        instance.hostname(),
                        Catalogues.image(instance.imageId()).architecture());
    }

    private String uptime() {
        Instant launched = instance.launchedAt(now);
        Duration up = Duration.between(launched == null ? now : launched, now);
        return " %s up %d days, %2d:%02d, 1 user, load average: 0.00, 0.00, 0.00\n"
                .formatted(
                        DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).format(now.atOffset(ZoneOffset.UTC)),
                        up.toDays(),
                        up.toHoursPart(),
                        up.toMinutesPart());
    }

    private Outcome env() {
        Map<String, String> variables = new TreeMap<>(Map.of(
                "HOME", "/home/" + instance.nativeId(),
                "HOSTNAME", instance.hostname(),
                "INSTANCE_ID", instance.instanceId(),
                "PATH", "/bin",
                "REALM", instance.realmId(),
                "SHELL", "/bin/sandbox",
                "USER", instance.nativeId()));
        StringBuilder text = new StringBuilder();
        variables.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return say(text.toString());
    }

    private Outcome exit(String status, int last) {
        if (status.isEmpty()) {
            return new Outcome.Exited(last);
        }
        if (!WHOLE.matcher(status).matches()) {
            return complain(USAGE, "exit: " + status + ": a whole number is needed");
        }
        return new Outcome.Exited(Integer.parseInt(status) & 0xff);
    }

    private Outcome sleep(String seconds) throws InterruptedException {
        if (!DECIMAL.matcher(seconds).matches()) {
            return complain(1, "sleep: \"" + seconds + "\" is not a number of seconds");
        }
        out.flush();
        Thread.sleep(new BigDecimal(seconds).movePointRight(3).longValue());
        return new Outcome.Exited(0);
    }

    private Outcome seq(String count) throws InterruptedException {
        if (!WHOLE.matcher(count).matches()) {
            return complain(1, "seq: \"" + count + "\" is not a whole number");
        }
        int last = Integer.parseInt(count);
        StringBuilder chunk = new StringBuilder(CHUNK + 16);
        for (int number = 1; number <= last; number++) {
            chunk.append(number).append('\n');
            if (chunk.length() >= CHUNK) {
                pour(chunk.toString());
                chunk.setLength(0);
            }
        }
        return say(chunk.toString());
    }

    private Outcome yes(String text) throws InterruptedException {
        String chunk = (text + "\n").repeat(Math.max(1, CHUNK / (text.length() + 1)));
        while (true) {
            pour(chunk);
        }
    }

    private Outcome signal(String name) {
        String signal = name.startsWith("SIG") ? name.substring(3) : name;
        if (!SIGNALS.contains(signal)) {
            return complain(1, "signal: there is no signal \"" + name + "\"");
        }
        return new Outcome.Killed(signal);
    }

    private void pour(String text) throws InterruptedException {
        out.print(text);
        // A print stream reports a failed or interrupted write only when it is asked.
        if (out.checkError() || Thread.interrupted()) {
            throw new InterruptedException("the output is no longer read");
        }
    }

    private Outcome say(String text) {
        out.print(text);
        return new Outcome.Exited(0);
    }

    private Outcome complain(int status, String text) {
        err.print(text.endsWith("\n") ? text : text + "\n");
        return new Outcome.Exited(status);
    }
}
