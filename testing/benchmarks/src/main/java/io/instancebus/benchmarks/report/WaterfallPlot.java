package io.instancebus.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A waterfall as SVG. */
final class WaterfallPlot {
    private static final int WIDTH = 900;
    private static final int LEFT = 260;
    private static final int RIGHT = 110;
    private static final int TOP = 62;
    private static final int ROW = 20;
    private static final List<String> COLOURS =
            List.of("#7a7a7a", "#1f6feb", "#d4581b", "#2d8a4e", "#8250df", "#b8860b", "#c2185b");

    private final Waterfall waterfall;
    private final List<String> parts;
    private final double most;
    private final StringBuilder svg = new StringBuilder();

    WaterfallPlot(Waterfall waterfall) {
        this.waterfall = waterfall;
        this.parts = waterfall.bars().stream().map(Waterfall.Bar::of).distinct().toList();
        this.most = waterfall.bars().stream()
                .flatMapToDouble(bar -> DoubleStream.of(bar.from() + bar.median(), bar.from() + bar.high()))
                .max()
                .orElse(1);
    }

    String svg() {
        int height = TOP + ROW * waterfall.bars().size() + 16;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        text(10, 20, "start", "#24292f", waterfall.title());
        legend();
        for (int index = 0; index < waterfall.bars().size(); index++) {
            bar(TOP + ROW * index, waterfall.bars().get(index));
        }
        add("</svg>");
        return svg.toString();
    }

    private void legend() {
        for (int index = 0; index < parts.size(); index++) {
            text(
                    10 + index * (WIDTH - 20) / (double) parts.size(),
                    42,
                    "start",
                    colour(index),
                    "■ " + parts.get(index));
        }
    }

    private void bar(int y, Waterfall.Bar bar) {
        String colour = colour(parts.indexOf(bar.of()));
        double middle = y + ROW / 2.0;
        text(LEFT - 8, middle + 4, "end", "#24292f", bar.step());
        add(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1\"/>",
                x(bar.from()), x(bar.from() + bar.high()), middle, middle, colour);
        add(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                x(bar.from()), y + 3, Math.max(1, x(bar.median()) - x(0)), ROW - 6, colour);
        text(
                x(bar.from() + Math.max(bar.median(), bar.high())) + 6,
                middle + 4,
                "start",
                "#57606a",
                Numbers.of(bar.median()) + " " + waterfall.unit());
    }

    private static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    private double x(double value) {
        return LEFT + value / Math.max(most, 1e-9) * (WIDTH - LEFT - RIGHT);
    }

    private void text(double x, double y, String anchor, String colour, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor, colour, words.replace("&", "&amp;").replace("<", "&lt;"));
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
