package io.instancebus.provider.sandbox;

import java.time.Instant;

/** A condition and the time from which it holds. */
record Stage(Condition condition, Instant from) {}
