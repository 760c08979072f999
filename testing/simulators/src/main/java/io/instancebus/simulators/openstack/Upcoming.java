package io.instancebus.simulators.openstack;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The troubles that are to come, in the order they were asked for. */
final class Upcoming {
    private final List<One> all = new ArrayList<>();

    private record One(String call, String text, int times, Trouble trouble) {}

    synchronized void add(String call, String text, int times, Trouble trouble) {
        all.add(new One(call, text, times, trouble));
    }

    synchronized void clear() {
        all.clear();
    }

    synchronized @Nullable Trouble take(String call, String request) {
        for (Iterator<One> each = all.iterator(); each.hasNext(); ) {
            One one = each.next();
            if (one.call.equals(call) && request.contains(one.text)) {
                each.remove();
                if (one.times > 1) {
                    all.add(new One(one.call, one.text, one.times - 1, one.trouble));
                }
                return one.trouble;
            }
        }
        return null;
    }
}
