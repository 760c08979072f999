package io.instancebus.benchmarks.report;

/** The raw limit, or whatever else a figure is compared with, measured in the same run. */
public record Beside(String what, Series series) {}
