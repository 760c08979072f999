package io.instancebus.faults;

import io.instancebus.avro.Action;
import io.instancebus.avro.ActionTask;
import io.instancebus.avro.Cause;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.InstanceStateChanged;
import io.instancebus.avro.ProviderTask;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Rule;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A way to break a rule in a running deployment.
 *
 * @param rules the rules that it breaks: its own, and those that depend on it
 * @param words what is broken, for the report
 */
record Sabotage(Set<Rule> rules, String words, Act act) {
    private static final int CONNECTIONS = 600;
    private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

    /** Breaks the rule. */
    @FunctionalInterface
    interface Act {
        Damage on(Site site) throws IOException, InterruptedException, SQLException;
    }

    /** At least one sabotage for each rule; those that cannot be undone come last. */
    static List<Sabotage> all() {
        return List.of(
                new Sabotage(
                        Set.of(Rule.VIEW_REBUILT, Rule.HISTORY_REBUILT, Rule.FATES_REBUILT, Rule.REBUILD_HARMLESS),
                        "`rebuild` is a command that does not exist",
                        site -> Damage.ofRebuild(Rebuild.byCommand("no-such-command"), () -> mend(site))),
                new Sabotage(
                        Set.of(Rule.VIEW_REBUILT, Rule.HISTORY_REBUILT, Rule.FATES_REBUILT),
                        "`rebuild` does nothing and reports success",
                        site -> Damage.ofRebuild(
                                testbed -> {
                                    Rebuild.damage(site.view());
                                    return Optional.empty();
                                },
                                () -> mend(site))),
                new Sabotage(
                        Set.of(Rule.VIEW_REBUILT),
                        "the rebuild changes an instance's row",
                        site -> afterRebuild(
                                site,
                                "UPDATE instances SET version = version + 1"
                                        + " WHERE instance_id = (SELECT max(instance_id) FROM instances)")),
                new Sabotage(
                        Set.of(Rule.HISTORY_REBUILT),
                        "the rebuild omits an event of the history",
                        site -> afterRebuild(
                                site, "DELETE FROM events WHERE position = (SELECT max(position) FROM events)")),
                new Sabotage(
                        Set.of(Rule.FATES_REBUILT),
                        "the rebuild changes the actor of a command",
                        site -> afterRebuild(
                                site,
                                "UPDATE commands SET actor = 'somebody else'"
                                        + " WHERE command_id = (SELECT max(command_id) FROM commands)")),
                new Sabotage(Set.of(Rule.REBUILD_HARMLESS), "the rebuild causes a change at the provider", site -> {
                    List<Damage.Undo> undo = new ArrayList<>();
                    return Damage.ofRebuild(
                            testbed -> {
                                Optional<String> failed =
                                        Rebuild.byCommand("rebuild").run(testbed);
                                undo.add(site.sandboxes().again(line -> line));
                                return failed;
                            },
                            () -> undo.getFirst().run());
                }),
                new Sabotage(
                        Set.of(Rule.VIEW),
                        "a row of the view is changed",
                        site -> changed(
                                site,
                                "UPDATE instances SET state = 'ERROR'"
                                        + " WHERE instance_id = (SELECT max(instance_id) FROM instances)")),
                new Sabotage(
                        Set.of(Rule.NOTHING_STUCK, Rule.FATES_REBUILT),
                        "the view still shows a finished command as accepted",
                        site -> changed(
                                site,
                                "UPDATE commands SET status = 'ACCEPTED'"
                                        + " WHERE command_id = (SELECT max(command_id) FROM commands WHERE status = 'SUCCEEDED')")),
                new Sabotage(Set.of(Rule.SNAPSHOTS), "the last snapshot of an instance is an older one", site -> {
                    InstanceSnapshot last = site.instance();
                    site.put(InstanceSnapshot.newBuilder(last)
                            .setVersion(last.getVersion() - 1)
                            .build());
                    return Damage.until(() -> site.put(last));
                }),
                new Sabotage(
                        Set.of(Rule.MADE_ONCE),
                        "the sandbox has a second machine of one create",
                        site -> Damage.until(
                                site.sandboxes().again(line -> line.replaceFirst("(\"nativeId\":\")", "$1second-")))),
                new Sabotage(
                        Set.of(Rule.AGREEMENT),
                        "a machine at the provider is stopped, but the bus shows it as running",
                        site -> Damage.until(
                                site.sandboxes().again(line -> line.replace("\"RUNNING\"", "\"STOPPED\"")))),
                new Sabotage(Set.of(Rule.LET_GO), "600 connections to the broker stay open", Sabotage::connections),
                new Sabotage(Set.of(Rule.NO_SECRET_IN_FILES), "a secret in a log file, in Base64", site -> {
                    Path log = site.testbed().config().folder().resolve("logs").resolve("sabotage.log");
                    Files.writeString(
                            log,
                            "password "
                                    + Base64.getEncoder()
                                            .encodeToString(site.secret().getBytes(StandardCharsets.UTF_8)));
                    return Damage.until(() -> Files.delete(log));
                }),
                new Sabotage(
                        Set.of(Rule.NO_SECRET_IN_RECORDS, Rule.NO_SECRET_IN_FILES),
                        "a secret in the name of a header, and therefore in the broker's files",
                        site -> {
                            ProducerRecord<byte[], byte[]> tombstone =
                                    new ProducerRecord<>(Bus.TOPICS.accountEvents(), new byte[] {1}, null);
                            tombstone.headers().add(site.secret(), new byte[0]);
                            site.bus().put(tombstone);
                            return Damage.permanent();
                        }),
                new Sabotage(Set.of(Rule.ANSWERED_ONCE), "a command is read and gets no answer", site -> {
                    site.intruder().misplaced();
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.ANSWERED_ONCE), "a command has two final answers", site -> {
                    String command = "answered-twice";
                    InstanceSnapshot instance = site.instance();
                    site.taken().add(new CommandKey(instance.getInstanceId(), command));
                    site.tell(
                            instance,
                            List.of(
                                    event -> Site.accepted(
                                            event, command, Instant.now().plusSeconds(60)),
                                    event -> Site.succeeded(event, command),
                                    event -> Site.succeeded(event, command)));
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.ANSWERED_IN_TIME), "a command is answered after its deadline", site -> {
                    String command = "answered-late";
                    InstanceSnapshot instance = site.instance();
                    site.taken().add(new CommandKey(instance.getInstanceId(), command));
                    site.tell(
                            instance,
                            List.of(
                                    event -> Site.accepted(
                                            event, command, Instant.now().minusSeconds(600)),
                                    event -> Site.succeeded(event, command)));
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.TRANSITIONS), "a running instance changes from STOPPED to RUNNING", site -> {
                    site.tell(site.instance(), List.of(event -> {
                        event.setType("InstanceStateChanged");
                        event.setInstanceStateChanged(InstanceStateChanged.newBuilder()
                                .setFrom(InstanceState.STOPPED)
                                .setTo(InstanceState.RUNNING)
                                .setCause(Cause.DRIFT)
                                .build());
                    }));
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.SEQUENCES), "a duplicate of an instance's last event", site -> {
                    site.intruder().lastEventAgain(site.instance().getInstanceId());
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.DEAD_LETTERS), "a valid command among the dead letters", site -> {
                    site.bus()
                            .put(new ProducerRecord<>(
                                    Bus.TOPICS.deadLetters(),
                                    site.bus()
                                            .last(Bus.TOPICS.commands(), 1)
                                            .getFirst()
                                            .value()));
                    return Damage.permanent();
                }),
                new Sabotage(Set.of(Rule.DEAD_LETTERS), "the dead letters are lost", site -> {
                    site.bus().lose(Bus.TOPICS.deadLetters());
                    return Damage.permanent();
                }),
                new Sabotage(
                        Set.of(Rule.DESTROYED_ON_REQUEST),
                        "a worker gets a task to destroy a machine without a command",
                        Sabotage::destroyed));
    }

    private static void mend(Site site) throws IOException, InterruptedException, SQLException {
        Rebuild.byCommand("rebuild").run(site.testbed()).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
    }

    /** The next rebuild undoes it. */
    private static Damage changed(Site site, String sql) throws IOException, SQLException {
        site.view().change(sql);
        return Damage.until(() -> {});
    }

    private static Damage afterRebuild(Site site, String sql) {
        return Damage.ofRebuild(
                testbed -> {
                    Optional<String> failed = Rebuild.byCommand("rebuild").run(testbed);
                    site.view().change(sql);
                    return failed;
                },
                () -> mend(site));
    }

    private static Damage connections(Site site) throws IOException {
        String[] address = site.testbed().bootstrapServers().split(":");
        List<Socket> open = new ArrayList<>();
        for (int count = 0; count < CONNECTIONS; count++) {
            open.add(new Socket(address[0], Integer.parseInt(address[1])));
        }
        return Damage.until(() -> {
            for (Socket socket : open) {
                socket.close();
            }
        });
    }

    private static Damage destroyed(Site site) throws IOException, InterruptedException {
        InstanceSnapshot instance = site.instance();
        ProviderTask create = site.create(instance.getInstanceId());
        site.put(ProviderTask.newBuilder(create)
                .setTaskId("sabotage")
                .setType("ActionTask")
                .setCreateTask(null)
                .setActionTask(ActionTask.newBuilder()
                        .setAction(Action.DESTROY)
                        .setForce(true)
                        .setNativeId(instance.getDetails().getNativeId())
                        .build())
                .setIssuedAt(Instant.now())
                .setNotAfter(Instant.now().plus(GONE_WITHIN))
                .build());
        long giveUp = System.nanoTime() + GONE_WITHIN.toNanos();
        while (!seenGone(site, instance.getInstanceId())) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException(instance.getInstanceId() + " was not shown as destroyed");
            }
            Thread.sleep(200);
        }
        return Damage.permanent();
    }

    private static boolean seenGone(Site site, String instanceId) throws IOException {
        InstanceSnapshot now = site.bus().snapshots().get(instanceId);
        return "GONE".equals(site.sandboxes().conditions().get(instanceId))
                && (now == null || now.getVanished() || now.getState() == InstanceState.FINISH);
    }
}
