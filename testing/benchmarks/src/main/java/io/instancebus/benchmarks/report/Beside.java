package io.instancebus.benchmarks.report;

/** The raw limit, or another figure for comparison, measured in the same run. */
public record Beside(String what, Series series) {}
