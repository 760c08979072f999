package io.instancebus.provider.vsphere;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.ObjectContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All machines, without templates, from a direct reading apart from updates.
 *
 * @param byUuid several machines for one UUID only if vCenter shows several with the same
 * @param unnamed the machines whose instance UUID vCenter does not show
 * @param goodUntil when the reading is too old for a sighting
 */
record Reading(Map<String, List<Machine>> byUuid, List<Machine> unnamed, Deadline goodUntil) {
    static Reading of(List<ObjectContent> shown, Deadline goodUntil) {
        Map<String, List<Machine>> byUuid = new HashMap<>();
        List<Machine> unnamed = new ArrayList<>();
        for (ObjectContent content : shown) {
            Machine machine = Machine.of(content.object(), content.properties());
            String uuid = machine.instanceUuid();
            if (uuid == null) {
                unnamed.add(machine);
            } else if (!machine.template()) {
                byUuid.computeIfAbsent(uuid, it -> new ArrayList<>()).add(machine);
            }
        }
        return new Reading(byUuid, unnamed, goodUntil);
    }

    List<Machine> machines(String nativeId) {
        return byUuid.getOrDefault(nativeId, List.of());
    }
}
