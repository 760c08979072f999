package io.instancebus.gateway;

import io.instancebus.projector.query.AccountRow;
import io.instancebus.projector.query.CommandRow;
import io.instancebus.projector.query.EventFilter;
import io.instancebus.projector.query.EventRow;
import io.instancebus.projector.query.Incomplete;
import io.instancebus.projector.query.InstanceFilter;
import io.instancebus.projector.query.InstanceRow;
import io.instancebus.projector.query.Page;
import io.instancebus.projector.query.PageRequest;
import io.instancebus.projector.query.View;
import io.instancebus.projector.query.ViewStatus;
import io.instancebus.projector.query.ViewUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A view of lists; its cursors are the letter c and a place. It remembers the last filter that it was asked with. */
final class InMemoryView implements View {
    final List<InstanceRow> instances = new CopyOnWriteArrayList<>();
    final List<EventRow> events = new CopyOnWriteArrayList<>();
    final List<CommandRow> commands = new CopyOnWriteArrayList<>();
    final List<AccountRow> accounts = new CopyOnWriteArrayList<>();
    volatile InstanceFilter lastFilter = InstanceFilter.ALL;
    final List<Incomplete> incomplete = new CopyOnWriteArrayList<>();
    volatile boolean away;

    @Override
    public Optional<InstanceRow> instance(String instanceId) {
        answerOrFail();
        return instances.stream()
                .filter(row -> row.instanceId().equals(instanceId))
                .findFirst();
    }

    @Override
    public Page<InstanceRow> instances(InstanceFilter filter, PageRequest page) {
        answerOrFail();
        lastFilter = filter;
        return cut(instances, row -> filter.state() == null || filter.state().equals(row.state()), page);
    }

    @Override
    public Page<EventRow> events(EventFilter filter, PageRequest page) {
        answerOrFail();
        return cut(
                events,
                row -> (filter.instanceId() == null || filter.instanceId().equals(row.instanceId()))
                        && (filter.commandId() == null || filter.commandId().equals(row.commandId()))
                        && (filter.actor() == null || filter.actor().equals(row.actor())),
                page);
    }

    @Override
    public List<CommandRow> command(String commandId) {
        answerOrFail();
        return commands.stream()
                .filter(row -> row.commandId().equals(commandId))
                .toList();
    }

    @Override
    public List<AccountRow> accounts() {
        answerOrFail();
        return List.copyOf(accounts);
    }

    @Override
    public List<Incomplete> incomplete(int limit) {
        answerOrFail();
        return incomplete.stream().limit(limit).toList();
    }

    @Override
    public ViewStatus status() {
        answerOrFail();
        return new ViewStatus(instances.size(), null);
    }

    @Override
    public void close() {}

    private void answerOrFail() {
        if (away) {
            throw new ViewUnavailable("jdbc:postgresql://db.internal refused", new IllegalStateException());
        }
    }

    private static <T> Page<T> cut(List<T> rows, Predicate<T> matches, PageRequest page) {
        int from = page.cursor() == null ? 0 : place(page.cursor());
        List<T> all = rows.stream().filter(matches).toList();
        int to = Math.min(all.size(), from + page.limit());
        return new Page<>(all.subList(from, to), to < all.size() ? "c" + to : null);
    }

    private static int place(String cursor) {
        if (!cursor.matches("c[0-9]{1,4}")) {
            throw new IllegalArgumentException("not a cursor of this view: " + cursor);
        }
        return Integer.parseInt(cursor.substring(1));
    }
}
