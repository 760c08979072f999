/**
 * Hands take tasks as a work queue and carry them out.
 *
 * <p>A share consumer must acknowledge all that it was given before it is given more, so one slow call would hold up
 * every task behind it. Therefore a task that is not done within a moment (the patience) is reported as started and
 * acknowledged, and its call goes on: from there the decider's deadline watches over it, as over a run. Only the slots
 * bound how much is under way.
 *
 * <p>{@link io.instancebus.worker.hand.Hand} is the one class that knows of Kafka; one thread of its own polls and
 * acknowledges, and each task is handled on a virtual thread.
 */
@NullMarked
package io.instancebus.worker.hand;

import org.jspecify.annotations.NullMarked;
