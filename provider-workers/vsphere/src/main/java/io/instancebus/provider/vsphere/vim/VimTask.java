package io.instancebus.provider.vsphere.vim;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task.
 *
 * @param entity the object that it works on; for a clone the source
 * @param eventChain the chain of its events; 0 if it has none
 * @param result for a clone the new machine
 * @param at when it ended, else when it was queued, by vCenter's clock
 */
public record VimTask(
        ManagedObject object,
        State state,
        @Nullable Integer progress,
        @Nullable LocalizedFault error,
        @Nullable ManagedObject entity,
        String descriptionId,
        long eventChain,
        @Nullable ManagedObject result,
        @Nullable Instant at) {

    /** The properties that a task is read from. */
    public static final List<String> PATHS = List.of(
            "info.state",
            "info.progress",
            "info.error",
            "info.entity",
            "info.descriptionId",
            "info.eventChainId",
            "info.result",
            "info.queueTime",
            "info.completeTime");

    /** The tasks in progress and those that just ended, as far as vCenter's short list of recent tasks has them. */
    public static Properties recent(ManagedObject taskManager) {
        return new Properties(
                List.of(new Properties.OfType("Task", PATHS)), List.of(new Properties.From(taskManager, "recentTask")));
    }

    /** vCenter's states of a task. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        ERROR;

        static State of(@Nullable String text) {
            return switch (text == null ? "" : text) {
                case "running" -> RUNNING;
                case "success" -> SUCCESS;
                case "error" -> ERROR;
                default -> QUEUED;
            };
        }
    }

    public static VimTask of(ManagedObject object, Map<String, Element> properties) {
        ObjectContent content = new ObjectContent(object, properties);
        Element error = properties.get("info.error");
        String progress = content.text("info.progress");
        String chain = content.text("info.eventChainId");
        String descriptionId = content.text("info.descriptionId");
        Element at = properties.getOrDefault("info.completeTime", properties.get("info.queueTime"));
        return new VimTask(
                object,
                State.of(content.text("info.state")),
                progress == null || !progress.matches("[0-9]{1,3}") ? null : Integer.valueOf(progress),
                error == null ? null : LocalizedFault.of(error),
                content.reference("info.entity"),
                descriptionId == null ? "" : descriptionId,
                chain == null || !chain.matches("[0-9]{1,18}") ? 0 : Long.parseLong(chain),
                content.reference("info.result"),
                at == null ? null : at.instant());
    }

    public boolean underWay() {
        return state == State.QUEUED || state == State.RUNNING;
    }
}
