package io.instancebus.faults.plan;

import java.time.Duration;

/** A fault, and the pause between the last recovery and its start. */
public record Step(Duration gap, Fault fault) {}
