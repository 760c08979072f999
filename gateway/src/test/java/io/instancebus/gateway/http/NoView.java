package io.instancebus.gateway.http;

import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A view that answers nothing; a test overrides what it needs. */
abstract class NoView implements View {
    @Override
    public <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink)
            throws E {
        throw new UnsupportedOperationException();
    }

    @Override
    public String cursorAfter(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<InstanceRow> instance(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<InstanceRow> instances(InstanceFilter filter, PageRequest page) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<EventRow> events(EventFilter filter, PageRequest page) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CommandRow> command(String commandId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CommandRow> commands(List<String> commandIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long lastPosition() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CommandNews newsAfter(long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<AccountRow> accounts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Incomplete> incomplete(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ViewStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
