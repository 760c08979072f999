/**
 * Hands take tasks from a work queue and carry them out.
 *
 * <p>A share consumer must acknowledge all its records before it gets more, so one slow call would delay every task
 * behind it. Therefore a task that is not done within a short time (the patience) is reported as started and
 * acknowledged, and its call continues: from then on the decider's deadline covers it, as it covers a run. Only the
 * slots bound the number of tasks in progress.
 *
 * <p>{@link io.instancebus.worker.hand.Hand} is the only class that uses Kafka; a thread of its own polls and
 * acknowledges, and a virtual thread handles each task.
 */
@NullMarked
package io.instancebus.worker.hand;

import org.jspecify.annotations.NullMarked;
