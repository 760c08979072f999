package io.instancebus.worker.hand;

import io.instancebus.domain.Action;
import io.instancebus.domain.AdminPassword;
import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.domain.Text;
import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.CreatedInstance;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.Provider;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The provider's part of a task: the calls, and the report about their result. */
final class Mutation implements Callable<Report> {
    private static final Duration UNTIL_COUNTED = Duration.ofSeconds(2);
    private static final Duration UNTIL_CLEAR = Duration.ofSeconds(10);

    private final Task task;
    private final boolean redelivered;
    private final Provider provider;
    private final InstanceLimit limit;
    private final Duration longest;
    private final UserData userData;
    private final AdminPasswords adminPasswords;
    private final Clock wall;
    private final TaskReports taskReports;

    Mutation(
            Task task,
            boolean redelivered,
            HandAccount account,
            UserData userData,
            AdminPasswords adminPasswords,
            Clock wall) {
        this.task = task;
        this.redelivered = redelivered;
        this.provider = account.provider();
        this.limit = account.limit();
        this.longest = account.longestTask();
        this.userData = userData;
        this.adminPasswords = adminPasswords;
        this.wall = wall;
        this.taskReports = new TaskReports(task);
    }

    /** Whether the task can be executed again without a second effect. */
    boolean repeatable() {
        return switch (task.body()) {
            case Task.Create create -> true;
            case Task.Act act -> act.action() != Action.REBOOT;
            case Task.DestroyStray stray -> true;
            case Task.Run run -> false;
        };
    }

    @Override
    public Report call() {
        try {
            return switch (task.body()) {
                case Task.Create create -> create(create);
                case Task.Act act -> act(act);
                case Task.DestroyStray stray -> destroy(stray);
                case Task.Run run -> taskReports.failed(FailureCategory.INTERNAL, "a run came on a topic of tasks");
            };
        } catch (ProviderFailure e) {
            return taskReports.of(e, wall.instant());
        } catch (TaskFailure e) {
            return taskReports.of(e);
        }
    }

    private Report create(Task.Create create) throws ProviderFailure, TaskFailure {
        CreateInstance spec = create.spec();
        if (create.nativeId() != null) {
            return adopt(create.nativeId(), spec);
        }
        if (redelivered || task.attempt() > 1 || !provider.capabilities().idempotentCreate()) {
            Optional<Report> known = search(spec);
            if (known.isPresent()) {
                return known.get();
            }
            if (redelivered && !provider.capabilities().idempotentCreate()) {
                return taskReports.deferred(
                        wall.instant().plus(longest),
                        "an earlier delivery may be creating it; the worker searches for it again before it creates it");
            }
        }
        CreateRequest request = request(spec);
        if (wall.instant().isAfter(task.notAfter())) {
            return taskReports.tooLate();
        }
        return switch (limit.admit(task.instanceId())) {
            case THERE -> submit(spec, request);
            case NONE -> taskReports.failed(FailureCategory.QUOTA, limit.words());
            case UNCOUNTED ->
                taskReports.deferred(
                        wall.instant().plus(UNTIL_COUNTED), "the account's instances have not been counted yet");
        };
    }

    private Report submit(CreateInstance spec, CreateRequest request) throws ProviderFailure {
        try {
            CreatedInstance created = provider.create(request);
            return taskReports.created(created, sealed(spec, created));
        } catch (ProviderFailure e) {
            if (!e.isOutcomeUnknown()) {
                limit.notMade(task.instanceId());
            }
            throw e;
        }
    }

    private @Nullable AdminPassword sealed(CreateInstance spec, CreatedInstance created) {
        if (created.adminPassword().isEmpty()) {
            return null;
        }
        try (Secret password = created.adminPassword().get()) {
            return adminPasswords.seal(task, spec.replyKey(), password).orElse(null);
        }
    }

    /** The report about the machine of an earlier attempt, if it exists; empty if a create is needed. */
    private Optional<Report> search(CreateInstance spec) throws ProviderFailure, TaskFailure {
        Optional<String> made;
        try {
            made = provider.findByRequestKey(task.requestKey());
        } catch (ProviderFailure e) {
            // The decider knows earlier attempts, but not earlier deliveries of this one.
            return Optional.of(
                    redelivered
                            ? taskReports.outcomeUnknown(
                                    "an earlier delivery may have created it, and the search failed: "
                                            + e.failure().message())
                            : taskReports.of(e.asQuestion(), wall.instant()));
        }
        return made.isPresent() ? Optional.of(adopt(made.get(), spec)) : Optional.empty();
    }

    private Report adopt(String nativeId, CreateInstance spec) throws ProviderFailure, TaskFailure {
        return provider.capabilities().createInSteps() ? resume(nativeId, spec) : taskReports.accepted(nativeId);
    }

    /**
     * Continues with an existing machine: it needs no further place under the limit, and no answer can prove that it
     * was not created. It is not created again, because a refusal of a second create, for example for a deleted image,
     * says nothing about the first.
     */
    private Report resume(String nativeId, CreateInstance spec) throws ProviderFailure, TaskFailure {
        CreateRequest request;
        try {
            request = request(spec);
        } catch (TaskFailure e) {
            throw TaskFailure.outcomeUnknown(e.failure(), e);
        }
        Instant now = wall.instant();
        if (now.isAfter(task.notAfter())) {
            return taskReports.deferred(now, "the time to begin was over before the create was gone on with");
        }
        provider.resume(nativeId, request);
        return taskReports.accepted(nativeId);
    }

    private CreateRequest request(CreateInstance spec) throws TaskFailure {
        return new CreateRequest(
                task.requestKey(),
                task.instanceId(),
                spec.imageId(),
                spec.realmId(),
                spec.hardwareProfile(),
                spec.name(),
                spec.keyName(),
                spec.firewalls(),
                opened(spec),
                spec.tags());
    }

    /** Destroys a second machine, if both machines carry the instance's key at the provider: no command names it. */
    private Report destroy(Task.DestroyStray stray) throws ProviderFailure {
        String kept = stray.kept();
        if (kept != null) {
            Optional<Report> doubt = doubt(kept);
            if (doubt.isPresent()) {
                return doubt.get();
            }
        }
        if (wall.instant().isAfter(task.notAfter())) {
            return taskReports.tooLate();
        }
        provider.destroy(stray.nativeId(), task.requestKey());
        return taskReports.accepted(stray.nativeId());
    }

    /**
     * The report that refuses the destroy if the instance's own machine may be the wrong one, so that the second may be
     * the right one.
     */
    private Optional<Report> doubt(String kept) throws ProviderFailure {
        try {
            return provider.isMadeFor(kept, task.requestKey())
                    ? Optional.empty()
                    : Optional.of(taskReports.failed(Foreign.doubt(kept, task.requestKey())));
        } catch (ProviderFailure e) {
            if (e.failure().category() != FailureCategory.NOT_FOUND) {
                throw e;
            }
            return Optional.of(taskReports.deferred(
                    wall.instant().plus(UNTIL_CLEAR),
                    "the instance's own machine, " + kept + ", is not found, so the other one may be needed"));
        }
    }

    /** Opened text has the same bound as clear text. */
    private byte @Nullable [] opened(CreateInstance spec) throws TaskFailure {
        ProtectedText text = spec.userData();
        byte[] opened = text == null ? null : userData.open(task, spec, text);
        if (opened != null && opened.length > Text.CLEAR_BYTES) {
            String message = "userData has " + opened.length + " bytes; at most " + Text.CLEAR_BYTES + " are allowed";
            throw TaskFailure.because(Failure.of(FailureCategory.INVALID, message), null);
        }
        return opened;
    }

    private Report act(Task.Act act) throws ProviderFailure {
        if (wall.instant().isAfter(task.notAfter())) {
            return taskReports.tooLate();
        }
        switch (act.action()) {
            case START -> provider.start(act.nativeId());
            case STOP -> provider.stop(act.nativeId(), act.force());
            case REBOOT -> provider.reboot(act.nativeId(), act.force());
            case DESTROY -> provider.destroy(act.nativeId(), task.requestKey());
        }
        return taskReports.accepted(act.nativeId());
    }
}
