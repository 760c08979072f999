package io.instancebus.worker.run;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.worker.hand.TaskFailure;
import java.util.function.Predicate;

/** Where the providers themselves show the machines of instances. No record on the bus has a say in that. */
@FunctionalInterface
public interface Whereabouts {
    /**
     * Looks at the machine that is said to be an instance's.
     *
     * @param asTold whether what was seen a short while ago will do; else the provider is asked again
     * @return the machine as the provider shows it
     * @throws TaskFailure the machine does not carry the instance's request key, or its provider does not show it or cannot be
     *     asked
     */
    Sighting of(String account, InstanceId instance, String nativeId, Predicate<Sighting> asTold) throws TaskFailure;
}
