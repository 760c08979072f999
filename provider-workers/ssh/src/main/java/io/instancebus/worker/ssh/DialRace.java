package io.instancebus.worker.ssh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a target's endpoints in parallel: it starts the next before an earlier one has failed (RFC 8305, section
 * 5). It logs in to the first peer that proves the expected host key, and drops the others without sending them a
 * credential. If a peer refuses the login, the race continues: without an expected host key the address may be another
 * machine's.
 */
final class DialRace {
    private static final Duration STAGGER = Duration.ofMillis(250);
    /**
     * An endpoint that accepts connections gets more time, so that a second connection does not slow down a slow
     * machine.
     */
    private static final Duration STAGGER_ONCE_CONNECTED = Duration.ofSeconds(3);
    /** The time to wait for the other endpoints after one of them has given a final answer. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SshClient client;
    private final RunRequest request;
    private final Login login;
    private final BlockingQueue<Dial.News> news = new LinkedBlockingQueue<>();
    private final List<Dial> dials = new ArrayList<>();
    private final List<SshFailure> failures = new ArrayList<>();
    private final Set<String> refusing = new HashSet<>();
    private final Deque<Endpoint> waiting;
    private Deadline deadline;
    private Deadline nextDial = Deadline.in(Duration.ZERO);

    /** Logs in on a session. */
    interface Login {
        SshConnection on(Dial dial, ClientSession session) throws SshFailure;
    }

    DialRace(SshClient client, RunRequest request, List<Endpoint> endpoints, Deadline deadline, Login login) {
        this.client = client;
        this.request = request;
        this.waiting = new ArrayDeque<>(endpoints);
        this.deadline = deadline;
        this.login = login;
    }

    /** The session after the login. */
    record Won(Dial dial, SshConnection connection) {
        Endpoint endpoint() {
            return dial.endpoint();
        }
    }

    /** @throws SshFailure if every endpoint failed; the message names each of them */
    Won run() throws SshFailure, InterruptedException {
        Optional<Won> won = Optional.empty();
        try {
            while (won.isEmpty() && isOpen()) {
                dialNext();
                won = take(awaitNews());
            }
            return won.orElseThrow(this::failure);
        } finally {
            Optional<Dial> winner = won.map(Won::dial);
            dials.stream()
                    .filter(dial -> winner.isEmpty() || dial != winner.get())
                    .forEach(Dial::cancel);
        }
    }

    private boolean isOpen() {
        return !deadline.isOver() && (failures.size() < dials.size() || !waiting.isEmpty());
    }

    private Optional<Won> take(Dial.@Nullable News news) {
        switch (news) {
            case null -> {}
            case Dial.News.Connected connected -> nextDial = Deadline.in(STAGGER_ONCE_CONNECTED);
            case Dial.News.Failed failed -> failed(failed.failure());
            case Dial.News.Ready ready -> {
                return logIn(ready);
            }
        }
        return Optional.empty();
    }

    private Optional<Won> logIn(Dial.News.Ready ready) {
        if (refusing.contains(hostKey(ready.dial()))) {
            failed(new SshFailure(
                    FailureKind.AUTH_FAILED,
                    ready.dial().endpoint() + " is a machine that has already refused" + " the login"));
            return Optional.empty();
        }
        try {
            return Optional.of(new Won(ready.dial(), login.on(ready.dial(), ready.session())));
        } catch (SshFailure refused) {
            refusing.add(hostKey(ready.dial()));
            failed(refused);
            return Optional.empty();
        }
    }

    private static String hostKey(Dial dial) {
        return dial.handshake().check().shown().orElse("");
    }

    private void dialNext() {
        if (!waiting.isEmpty() && (failures.size() == dials.size() || nextDial.isOver())) {
            Dial dial = new Dial(client, request, waiting.removeFirst(), deadline, news);
            dials.add(dial);
            dial.start();
            nextDial = Deadline.in(STAGGER);
        }
    }

    private Dial.@Nullable News awaitNews() throws InterruptedException {
        Deadline until = waiting.isEmpty() || deadline.nanoTime() - nextDial.nanoTime() < 0 ? deadline : nextDial;
        return news.poll(until.left().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void failed(SshFailure failure) {
        failures.add(failure);
        nextDial = Deadline.in(Duration.ZERO);
        if (!failure.kind().retryable()) {
            deadline = deadline.atMost(GRACE);
        }
    }

    /** A permanent failure takes precedence over a transient one. */
    private SshFailure failure() {
        SshFailure worst = failures.stream()
                .filter(failure -> !failure.kind().retryable())
                .findFirst()
                .or(() -> failures.stream().findFirst())
                .orElseGet(() -> new SshFailure(
                        FailureKind.CONNECT_TIMEOUT,
                        request.target() + " has not answered within "
                                + deadline.allowed().toMillis() + " ms"));
        if (failures.size() < 2) {
            return worst;
        }
        String all = String.join(
                "; ",
                failures.stream().map(ConnectFailures::messageOf).distinct().toList());
        return new SshFailure(worst.kind(), all, worst);
    }
}
