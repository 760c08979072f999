package io.instancebus.faults;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * A chart of the latency over the run: the maximum of each second, on a logarithmic scale, and the faults in the
 * background.
 */
final class Chart {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int TOP = 30;
    private static final int BOTTOM = 40;
    private static final double LOWEST = 3;
    private static final double HIGHEST = 100_000;

    private final RunOutcome outcome;
    private final double seconds;

    private Chart(RunOutcome outcome) {
        this.outcome = outcome;
        this.seconds = Math.max(1, outcome.took().toMillis() / 1e3);
    }

    static String of(RunOutcome outcome) {
        return new Chart(outcome).svg();
    }

    private String svg() {
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="%d" height="%d" fill="#ffffff"/>
                """.formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
        faults(svg);
        scales(svg);
        line(svg, "#c0392b", Canary.Latency::done);
        line(svg, "#2471a3", Canary.Latency::shown);
        line(svg, "#1e8449", Canary.Latency::accepted);
        legend(svg, 0, "#1e8449", "accepted");
        legend(svg, 1, "#2471a3", "shown by the gateway");
        legend(svg, 2, "#c0392b", "done over SSH");
        legend(svg, 3, "#f5d9a8", "fault, from its beginning to its end");
        return svg.append("</svg>\n").toString();
    }

    private void faults(StringBuilder svg) {
        for (Incident incident : outcome.incidents()) {
            double from = x(second(incident.begin()));
            double to = Math.max(from + 1.5, x(second(incident.end())));
            svg.append(text(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#f5d9a8\"><title>%s</title></rect>\n",
                    from,
                    TOP,
                    to - from,
                    HEIGHT - TOP - BOTTOM,
                    incident.fault().words()));
        }
    }

    private void scales(StringBuilder svg) {
        for (double value = 10; value <= HIGHEST; value *= 10) {
            svg.append(text(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT,
                    WIDTH - 10,
                    y(value),
                    y(value),
                    LEFT - 6,
                    y(value) + 4,
                    value < 1_000 ? (int) value + " ms" : (int) (value / 1_000) + " s"));
        }
        double every = seconds > 900 ? 300 : seconds > 240 ? 60 : 15;
        for (double second = 0; second <= seconds; second += every) {
            svg.append(text(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d:%02d</text>\n",
                    x(second), HEIGHT - BOTTOM + 16, (int) second / 60, (int) second % 60));
        }
    }

    private void line(StringBuilder svg, String colour, ToDoubleFunction<Canary.Latency> value) {
        Map<Long, Double> worst = new TreeMap<>();
        for (Canary.Latency latency : outcome.latencies()) {
            double second = second(latency.at());
            double took = value.applyAsDouble(latency);
            if (second >= 0 && second <= seconds) {
                worst.merge((long) second, took < 0 ? HIGHEST : took, Math::max);
            }
        }
        StringBuilder points = new StringBuilder();
        worst.forEach((second, took) -> points.append(text("%.1f,%.1f ", x(second), y(took))));
        svg.append(text("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1\" points=\"%s\"/>\n", colour, points));
    }

    private static void legend(StringBuilder svg, int place, String colour, String words) {
        int x = LEFT + place * 190;
        svg.append(text(
                "<rect x=\"%d\" y=\"8\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"18\">%s</text>\n",
                x, colour, x + 18, words));
    }

    private double second(long at) {
        return (at - outcome.begin()) / 1e9;
    }

    private double x(double second) {
        return LEFT + second / seconds * (WIDTH - LEFT - 10);
    }

    private static double y(double millis) {
        double within = Math.clamp(millis, LOWEST, HIGHEST);
        double share = Math.log(within / LOWEST) / Math.log(HIGHEST / LOWEST);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
