package io.instancebus.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A curve as SVG: lines through the medians, and a bar from the minimum to the maximum. */
final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 56;
    private static final int BOTTOM = 56;
    private static final int STEPS = 5;
    private static final List<String> COLOURS =
            List.of("#1f6feb", "#d4581b", "#2d8a4e", "#8250df", "#7a7a7a", "#b8860b");

    private final Curve curve;
    private final double left;
    private final double right;
    private final double top;
    private final StringBuilder svg = new StringBuilder();

    Plot(Curve curve) {
        this.curve = curve;
        left = across(positions().min().orElse(0));
        right = across(positions().max().orElse(1));
        top = nice(curve.lines().stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point.series().most())
                .max()
                .orElse(1));
    }

    private DoubleStream positions() {
        return curve.lines().stream().flatMap(line -> line.points().stream()).mapToDouble(Curve.Point::at);
    }

    private double across(double at) {
        return curve.logarithmic() ? Math.log10(at) : at;
    }

    /** The next 1, 2 or 5 times a power of ten, so that the axis has round numbers. */
    private static double nice(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
        return DoubleStream.of(1, 2, 2.5, 5, 10)
                .map(step -> step * power)
                .filter(limit -> limit >= most)
                .findFirst()
                .orElse(most);
    }

    String svg() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        text(LEFT, 20, "start", "#24292f", "font-size=\"14\"", curve.title());
        axes();
        for (int index = 0; index < curve.lines().size(); index++) {
            line(index, curve.lines().get(index));
        }
        add("</svg>");
        return svg.toString();
    }

    private void axes() {
        for (int step = 0; step <= STEPS; step++) {
            double value = top * step / STEPS;
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#d0d7de\"/>",
                    LEFT, WIDTH - RIGHT, y(value), y(value));
            text(LEFT - 8, y(value) + 4, "end", "#57606a", "", Numbers.of(value));
        }
        positions()
                .distinct()
                .sorted()
                .forEach(at -> text(x(at), HEIGHT - BOTTOM + 18, "middle", "#57606a", "", Numbers.of(at)));
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "#24292f", "", curve.horizontal());
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        text(16, middle, "middle", "#24292f", "transform=\"rotate(-90 16 %.0f)\"".formatted(middle), curve.vertical());
    }

    private void line(int index, Curve.Line line) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : line.points()) {
            double x = x(point.at());
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    path.isEmpty() ? "M" : " L",
                    x,
                    y(point.series().median())));
            add(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1\"/>",
                    x, x, y(point.series().least()), y(point.series().most()), colour);
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                    x, y(point.series().median()), colour);
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
        text(
                LEFT
                        + 8
                        + index
                                * (WIDTH - LEFT - RIGHT)
                                / (double) curve.lines().size(),
                42,
                "start",
                colour,
                "",
                "— " + line.name());
    }

    private double x(double at) {
        double share = right == left ? 0.5 : (across(at) - left) / (right - left);
        return LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String anchor, String colour, String more, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>",
                x, y, anchor, colour, more, words.replace("&", "&amp;").replace("<", "&lt;"));
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
