package io.instancebus.worker.provider.vsphere;

import io.instancebus.worker.provider.vsphere.vim.Deadline;
import io.instancebus.worker.provider.vsphere.vim.ObjectContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All machines as vCenter showed them when it was asked, apart from its updates.
 *
 * @param byUuid templates are none
 * @param goodUntil when it is too old to be shown
 */
record Reading(Map<String, Machine> byUuid, Deadline goodUntil) {
    static Reading of(List<ObjectContent> shown, Deadline goodUntil) {
        Map<String, Machine> byUuid = new HashMap<>();
        for (ObjectContent content : shown) {
            Machine machine = Machine.of(content.object(), content.properties());
            String uuid = machine.instanceUuid();
            if (uuid != null && !machine.template()) {
                byUuid.put(uuid, machine);
            }
        }
        return new Reading(byUuid, goodUntil);
    }

    Optional<Machine> machine(String nativeId) {
        return Optional.ofNullable(byUuid.get(nativeId));
    }
}
