package io.instancebus.provider.sandbox;

import java.time.Instant;

/** A condition and the time at which it begins. */
record TimedCondition(Condition condition, Instant from) {}
