package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;

/**
 * What is kept of an instance.
 *
 * @param aggregate what decisions are taken from
 * @param traces where what they lead to belongs
 */
public record KeptInstance(Aggregate aggregate, CommandTraces traces) {}
