package io.instancebus.benchmarks.where;

import io.instancebus.benchmarks.report.Table;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** How often the broker in this JVM was asked what, and how long it took; as its metrics say. */
final class RequestTimes {
    /** The parts of a request's time in the broker's words, and in ours. */
    private static final Map<String, String> PARTS = new TreeMap<>(Map.of(
            "TotalTimeMs", "all",
            "RequestQueueTimeMs", "queued",
            "LocalTimeMs", "worked on",
            "RemoteTimeMs", "waiting",
            "ResponseQueueTimeMs", "answer queued",
            "ResponseSendTimeMs", "answer sent"));

    private static final List<String> ORDER = List.of(
            "TotalTimeMs",
            "RequestQueueTimeMs",
            "LocalTimeMs",
            "RemoteTimeMs",
            "ResponseQueueTimeMs",
            "ResponseSendTimeMs");

    private record Sum(double count, double millis) {
        static final Sum NONE = new Sum(0, 0);

        Sum since(Sum before) {
            return new Sum(count - before.count, millis - before.millis);
        }
    }

    /** By part and request. */
    private final Map<String, Map<String, Sum>> sums;

    private RequestTimes(Map<String, Map<String, Sum>> sums) {
        this.sums = sums;
    }

    /** Since the broker's start. */
    static RequestTimes now() {
        Map<String, Map<String, Sum>> sums = new TreeMap<>();
        PARTS.keySet().forEach(part -> sums.put(part, sums(part)));
        return new RequestTimes(sums);
    }

    private static Map<String, Sum> sums(String part) {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Map<String, Sum> sums = new TreeMap<>();
        try {
            for (ObjectName name : beans.queryNames(
                    new ObjectName("kafka.network:type=RequestMetrics,name=" + part + ",request=*,*"), null)) {
                double count = ((Number) beans.getAttribute(name, "Count")).doubleValue();
                double mean = ((Number) beans.getAttribute(name, "Mean")).doubleValue();
                sums.put(name.getKeyProperty("request"), new Sum(count, count * mean));
            }
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        } catch (JMException e) {
            throw new IllegalStateException("the broker's metrics cannot be read", e);
        }
        return sums;
    }

    /** What came since. */
    RequestTimes since(RequestTimes before) {
        Map<String, Map<String, Sum>> difference = new TreeMap<>();
        sums.forEach((part, requests) -> {
            Map<String, Sum> each = new TreeMap<>();
            requests.forEach((request, sum) -> each.put(request, sum.since(before.sum(part, request))));
            difference.put(part, each);
        });
        return new RequestTimes(difference);
    }

    private Sum sum(String part, String request) {
        return sums.getOrDefault(part, Map.of()).getOrDefault(request, Sum.NONE);
    }

    double count(String request) {
        return sum("TotalTimeMs", request).count();
    }

    /** The mean times of each request that came, those first that came most often. */
    Table table(String title, double seconds) {
        List<String> head = new java.util.ArrayList<>(List.of("request", "a second"));
        ORDER.forEach(part -> head.add(PARTS.get(part)));
        return new Table(
                title,
                head,
                sums.getOrDefault("TotalTimeMs", Map.of()).entrySet().stream()
                        // Consumers and followers each have a name of their own besides.
                        .filter(entry -> !entry.getKey().equals("Fetch")
                                && entry.getValue().count() >= 1)
                        .sorted(Comparator.comparingDouble(
                                entry -> -entry.getValue().count()))
                        .limit(12)
                        .map(entry -> row(entry.getKey(), seconds))
                        .toList());
    }

    private List<String> row(String request, double seconds) {
        List<String> cells = new java.util.ArrayList<>();
        cells.add(request);
        cells.add(String.format(Locale.ROOT, "%,.1f", count(request) / seconds));
        for (String part : ORDER) {
            Sum sum = sum(part, request);
            cells.add(String.format(Locale.ROOT, "%.2f ms", sum.millis() / Math.max(1, sum.count())));
        }
        return cells;
    }
}
