package io.instancebus.worker.hand;

import io.instancebus.domain.Action;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks for tests. */
final class Tasks {
    private Tasks() {}

    static Task create(int attempt, Instant notAfter) {
        return task(attempt, notAfter, new Task.Create(spec()));
    }

    /** A create task after an observation has found this machine. */
    static Task create(int attempt, Instant notAfter, ProtectedText userData, String nativeId) {
        Task.Create create = (Task.Create) create(attempt, notAfter, userData).body();
        return task(attempt, notAfter, new Task.Create(create.spec(), nativeId));
    }

    /** A task of another instance. */
    static Task create(int attempt, Instant notAfter, String id) {
        return task(attempt, notAfter, new Task.Create(spec()), id);
    }

    static Task create(int attempt, Instant notAfter, ProtectedText userData) {
        return task(
                attempt,
                notAfter,
                new Task.Create(new Command.CreateInstance(
                        "main", "image-1", null, null, null, null, List.of(), userData, Map.of())));
    }

    static Task create(Bytes replyKey, Instant notAfter) {
        return task(
                1,
                notAfter,
                new Task.Create(new Command.CreateInstance(
                        "main", "image-1", null, null, null, null, List.of(), null, Map.of(), replyKey)));
    }

    static Task act(Action action, Instant notAfter) {
        return task(1, notAfter, new Task.Act(action, false, "native-1"));
    }

    static Task stray(String nativeId, @Nullable String kept, Instant notAfter) {
        return task(1, notAfter, new Task.DestroyStray(nativeId, kept));
    }

    static Task run(Instant notAfter) {
        Command.RunOnInstance run =
                new Command.RunOnInstance(new ProtectedText.Clear("uptime"), null, null, null, null, null, null);
        return task(1, notAfter, new Task.Run(run, InstanceDetails.requested(spec())));
    }

    private static Command.CreateInstance spec() {
        return new Command.CreateInstance("main", "image-1", null, null, null, null, List.of(), null, Map.of());
    }

    private static Task task(int attempt, Instant notAfter, Task.Body body) {
        return task(attempt, notAfter, body, "1");
    }

    private static Task task(int attempt, Instant notAfter, Task.Body body, String id) {
        String instance = id.equals("1") ? "i-1" : id;
        return new Task(
                "c-" + id + "/" + instance,
                attempt,
                new InstanceId(instance),
                new CommandId("c-" + id),
                "main",
                ProviderType.SANDBOX,
                "key-" + id,
                notAfter.minusSeconds(60),
                notAfter,
                body);
    }
}
