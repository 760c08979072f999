package io.instancebus.faults.plan;

import java.time.Duration;

/** A fault, and how long after the recovery from the one before. */
public record Step(Duration gap, Fault fault) {}
