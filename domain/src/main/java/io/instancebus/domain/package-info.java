/**
 * The instance as a pure decider. Commands, reports and the passing of time go in; events and effects come out. Nothing
 * here reads a clock, draws a random number, or knows of Kafka, Avro or SQL.
 *
 * <ul>
 *   <li><b>decide</b>: {@code Decider.decide(before, input, now)} gives a {@link Decision}: the events to append, the
 *       effects to perform, and the {@link Aggregate} to keep. The same arguments always give the same decision. Before
 *       the first command of an instance {@code before} is null; after its end it is a {@code Tombstone}, so that its id
 *       never starts again.
 *   <li><b>evolve</b>: {@code Instance.evolve(before, event)} gives the {@link Instance} after an event. Replaying the
 *       events of an instance always gives the same one. {@code Draft} evolves it with each event that a rule emits, so
 *       that the decision and the history cannot differ and the next rule sees what the last one did.
 *   <li><b>effects</b>: an {@link Effect} is data: a task for a hand, an observation request for a watcher. The decider
 *       performs nothing. What comes of an effect returns as a report, late, twice, or never.
 *   <li><b>due time</b>: {@link InFlight} is what is in flight: the operation, the queue, the runs, the strays, the
 *       observations. It is not history and no event tells of it. Each part holds its own deadlines, and {@code
 *       Aggregate.dueAt()} is the earliest of them. There is no other timer: the service sends {@code
 *       Input.TimePassed} at that time, and a restart loses nothing.
 * </ul>
 *
 * <p>To follow one command, read {@code Decider}, {@code CommandRules} (is it accepted?), {@code OperationRules} (an
 * operation begins and ends), {@code OperationReports} and {@code OperationTimers} (what moves it), {@code
 * ObservationRules} (what the provider shows), {@code RunRules} and {@code StrayRules}. {@link LegalActions} and {@link
 * Policy}, together {@link ProviderRules}, are the tables that they use; an adapter declares its own. {@link Admission}
 * bounds new input; {@link Text} bounds what may be written. Each class uses only those below it: there is no circle.
 */
@NullMarked
package io.instancebus.domain;

import org.jspecify.annotations.NullMarked;
