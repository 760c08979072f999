package io.instancebus.faults;

import io.instancebus.testbed.Testbed;
import io.instancebus.view.AccountRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the view in its database, without the gateway. */
final class ViewReading implements AutoCloseable {
    private final ViewSql sql;
    private final View view;

    ViewReading(Testbed testbed) {
        this.sql = new ViewSql(testbed);
        this.view = Views.open(
                new ViewConfig(testbed.viewUrl(), testbed.viewUser(), "file:" + testbed.viewPasswordFile(), 1));
    }

    List<AccountRow> accounts() {
        return view.accounts();
    }

    List<InstanceRow> instances() {
        return all(page -> view.instances(InstanceFilter.ALL, page));
    }

    /** Every event with its body, as one line. */
    List<String> events() {
        EventFilter everything = new EventFilter(null, null, null);
        return all(page -> view.events(everything, page)).stream()
                .map(row -> row.eventId() + " " + row.type() + " " + row.recordedAt() + " " + row.body())
                .toList();
    }

    long countEvents() throws SQLException, IOException {
        return sql.query("SELECT count(*)::text FROM events").stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** The commands without a final answer. */
    List<String> waiting() throws SQLException, IOException {
        return sql.query("SELECT command_id || ' for ' || instance_id FROM commands WHERE status = 'ACCEPTED'");
    }

    /** The row of each command, as one line. */
    List<String> commands() throws SQLException, IOException {
        return sql.query(
                "SELECT concat_ws(' ', command_id, instance_id, command_type, status, actor, decided_at, deadline,"
                        + " answered_at, answer::text, run::text) FROM commands");
    }

    private static <T> List<T> all(Function<PageRequest, Page<T>> query) {
        List<T> rows = new ArrayList<>();
        String cursor = null;
        do {
            Page<T> page = query.apply(new PageRequest(cursor, View.LARGEST_PAGE));
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return rows;
    }

    @Override
    public void close() {
        view.close();
    }
}
