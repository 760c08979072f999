package io.instancebus.command.topology;

import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes decisions; {@link io.instancebus.domain.Decider#decide} in production. Pure. */
@FunctionalInterface
public interface DecisionRule {
    Decision decide(@Nullable Aggregate before, Input input, Instant now);
}
