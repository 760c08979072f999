package io.instancebus.provider.vsphere.vim;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of vCenter's event log.
 *
 * @param key rises with time
 * @param chain the key of the event that it belongs to
 * @param vm the machine; for a failed clone the source
 * @param destName for a clone, the intended name of the new machine
 * @param message vCenter's own text
 */
public record VimEvent(
        long key,
        long chain,
        String type,
        Instant createdTime,
        String userName,
        @Nullable ManagedObject vm,
        @Nullable String vmName,
        @Nullable String destName,
        @Nullable LocalizedFault reason,
        @Nullable String message) {

    /** The readable events of a list, oldest first. An event without a key is ignored. */
    static List<VimEvent> readable(List<Element> events) {
        return events.stream()
                .filter(event -> isNumber(event.text("key")) && isNumber(event.text("chainId")))
                .map(VimEvent::of)
                .sorted(Comparator.comparingLong(VimEvent::key))
                .toList();
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}");
    }

    private static VimEvent of(Element event) {
        Optional<Element> vm = event.child("vm");
        String type = event.xsiType();
        String user = event.text("userName");
        Instant created = event.child("createdTime").map(Element::instant).orElse(null);
        return new VimEvent(
                Long.parseLong(event.required("key")),
                Long.parseLong(event.required("chainId")),
                type == null ? "Event" : type,
                created == null ? Instant.EPOCH : created,
                user == null ? "" : user,
                vm.flatMap(argument -> argument.managedObject("vm")).orElse(null),
                vm.map(argument -> argument.text("name")).orElse(null),
                event.text("destName"),
                event.child("reason")
                        .filter(reason -> reason.child("fault").isPresent())
                        .map(LocalizedFault::of)
                        .orElse(null),
                event.text("fullFormattedMessage"));
    }
}
