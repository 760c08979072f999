package io.instancebus.faults.hostile;

import io.instancebus.avro.Action;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.Commands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decodable commands with texts, numbers and instants that some parts may accept and others refuse. Each has a valid
 * id, so each must be answered.
 */
public final class Extremes {
    /**
     * Texts that are legal in Avro: NUL, other control characters, half a surrogate pair, right-to-left marks, too
     * long.
     */
    static final List<String> TEXTS = List.of(
            "a\u0000b",
            "\u0000",
            "a\u0001\u001b[2J\r\nb",
            "a\u202eb\ufeff",
            "\ud83d\ude00".repeat(255),
            "\ud83d\ude00".repeat(128) + "x",
            "\uffff\ufffe",
            "",
            " ",
            "x".repeat(70_000));

    private static final List<Instant> INSTANTS = List.of(
            Instant.ofEpochMilli(Long.MAX_VALUE),
            Instant.ofEpochMilli(Long.MIN_VALUE),
            Instant.parse("-0001-01-01T00:00:00Z"),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.EPOCH);
    private static final List<Integer> NUMBERS = List.of(Integer.MIN_VALUE, -1, 0, 65_536, Integer.MAX_VALUE);

    private static final int INSTANCES = 12;

    private final String prefix;
    private final String account;
    private final Commands commands;
    private final List<InstanceCommand> all = new ArrayList<>();

    private Extremes(String prefix, String account) {
        this.prefix = prefix;
        this.account = account;
        this.commands = new Commands("extremes");
    }

    /**
     * The commands in the order in which they must be sent: the first create the instances of the others.
     *
     * @param prefix the prefix of the ids of commands and instances, in the legal form, at most 50 characters
     */
    public static List<InstanceCommand> of(String prefix, String account) {
        Extremes extremes = new Extremes(prefix, account);
        for (int instance = 0; instance < INSTANCES; instance++) {
            extremes.create(command -> {});
        }
        TEXTS.forEach(extremes::texts);
        INSTANTS.forEach(extremes::instants);
        NUMBERS.forEach(extremes::numbers);
        return List.copyOf(extremes.all);
    }

    private void texts(String text) {
        create(command -> command.setActor(text));
        create(command -> command.setCorrelationId(text));
        create(command -> command.getCreateInstance().setName(text));
        create(command -> command.getCreateInstance().setKeyName(text));
        create(command -> command.getCreateInstance().setRealmId(text));
        create(command -> command.getCreateInstance().setImageId(text));
        create(command -> command.getCreateInstance().setAccount(text));
        create(command -> command.getCreateInstance().setFirewalls(List.of(text)));
        create(command -> command.getCreateInstance().setTags(Map.of(text, "value")));
        create(command -> command.getCreateInstance().setTags(Map.of("name", text)));
        create(command -> command.setType(text));
        action(command -> command.setActor(text));
        action(command -> command.setCorrelationId(text));
        run(command -> command.setActor(text));
        run(command -> command.getRunOnInstance().setCommandLine(new ProtectedText(text, null, null)));
        run(command -> command.getRunOnInstance().setCommandLine(new ProtectedText(null, null, text)));
        run(command -> command.getRunOnInstance().setUsername(text));
        run(command -> command.getRunOnInstance().setAddress(text));
    }

    private void instants(Instant instant) {
        create(command -> command.setExpiresAt(instant));
        create(command -> command.setIssuedAt(instant));
        action(command -> command.setExpiresAt(instant));
        action(command -> command.setIssuedAt(instant));
    }

    private void numbers(int number) {
        run(command -> command.getRunOnInstance().setPort(number));
        run(command -> command.getRunOnInstance().setTimeoutSeconds(number));
        run(command -> command.getRunOnInstance().setOutputLimit(number));
        action(command -> command.setExpectedVersion((long) number));
        action(command -> command.setExpectedVersion(number < 0 ? Long.MIN_VALUE : Long.MAX_VALUE));
    }

    private void create(Consumer<InstanceCommand> change) {
        InstanceCommand create = commands.create(
                next(),
                prefix + "-i" + all.size(),
                CreateInstance.newBuilder()
                        .setAccount(account)
                        .setImageId("img1")
                        .build());
        add(create, change);
    }

    private void action(Consumer<InstanceCommand> change) {
        InstanceCommand action = commands.action(existing(), Action.REBOOT, false);
        action.setCommandId(next());
        add(action, change);
    }

    private void run(Consumer<InstanceCommand> change) {
        add(
                commands.run(
                        next(),
                        existing(),
                        RunOnInstance.newBuilder()
                                .setCommandLine(new ProtectedText("true", null, null))
                                .setTimeoutSeconds(2)
                                .build()),
                change);
    }

    private void add(InstanceCommand command, Consumer<InstanceCommand> change) {
        change.accept(command);
        all.add(command);
    }

    private String existing() {
        return prefix + "-i" + all.size() % INSTANCES;
    }

    private String next() {
        return prefix + "-c" + all.size();
    }
}
