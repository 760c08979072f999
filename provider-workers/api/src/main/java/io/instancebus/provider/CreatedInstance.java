package io.instancebus.provider;

import io.instancebus.domain.Report.Sighting;
import java.util.Optional;

/**
 * The provider's answer to a create.
 *
 * @param nativeId the provider's id of the machine
 * @param adminPassword the administrator's first password, if the answer contains one that the machine accepts; the
 *     caller closes it
 * @param sighting what the answer shows of the machine, if it does; it costs no other request. An instance that the
 *     answer shows RUNNING needs no observation
 */
public record CreatedInstance(String nativeId, Optional<Secret> adminPassword, Optional<Sighting> sighting) {

    /** An answer with the id alone. */
    public CreatedInstance(String nativeId) {
        this(nativeId, Optional.empty(), Optional.empty());
    }

    /** An answer that shows the machine. */
    public CreatedInstance(String nativeId, Sighting sighting) {
        this(nativeId, Optional.empty(), Optional.of(sighting));
    }
}
