package io.instancebus.worker.run;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.worker.hand.TaskFailure;
import java.util.function.Predicate;

/** The places of instances' machines according to the providers themselves, independent of records on the bus. */
@FunctionalInterface
public interface Whereabouts {
    /**
     * Observes the machine that a task claims for an instance.
     *
     * @param asTold whether a recent answer is sufficient; otherwise the provider is asked again
     * @return the machine as the provider shows it
     * @throws TaskFailure if the machine does not carry the instance's request key, or its provider does not show it or
     *     does not answer
     */
    Sighting of(String account, InstanceId instance, String nativeId, Predicate<Sighting> asTold) throws TaskFailure;
}
