package io.instancebus.benchmarks.report;

import java.util.List;

/**
 * A curve of growth.
 *
 * @param logarithmic whether the horizontal axis is logarithmic
 */
public record Curve(
        String name, String title, String horizontal, String vertical, boolean logarithmic, List<Line> lines) {
    public Curve {
        lines = List.copyOf(lines);
    }

    public record Line(String name, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    public record Point(double at, Series series) {}
}
