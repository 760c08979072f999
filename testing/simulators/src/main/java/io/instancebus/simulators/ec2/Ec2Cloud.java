package io.instancebus.simulators.ec2;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The instances of one region, and the API's actions on them. Thread-safe. */
final class Ec2Cloud {
    /** The times and limits that tests can set. */
    static final class Rules {
        volatile Duration start = Duration.ofMillis(100);
        volatile Duration stop = Duration.ofMillis(100);
        volatile Duration terminate = Duration.ofMillis(100);
        volatile Duration terminatedShown = Duration.ofHours(1);
        volatile Duration shownAfter = Duration.ZERO;
        volatile int quota = 10_000;
        volatile int page = 1_000;
        volatile String address = "127.0.0.1";
    }

    private record LateFailure(String text, SimulatedInstance.Reason reason) {}

    final Rules rules = new Rules();
    private final String region;
    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong(System.nanoTime() & 0xffff_ffffL);
    private final Map<String, SimulatedInstance> instances = new LinkedHashMap<>();
    private final Map<String, SimulatedInstance> byToken = new HashMap<>();
    private final List<LateFailure> lateFailures = new ArrayList<>();

    Ec2Cloud(String region, InstantSource clock) {
        this.region = region;
        this.clock = clock;
    }

    synchronized Xml execute(String action, Form form) throws Ec2Error {
        forgetEnded();
        Xml xml = Xml.answer(action);
        switch (action) {
            case "RunInstances" -> run(form, xml);
            case "DescribeInstances" -> describe(form, xml);
            case "StartInstances" -> change(form, xml, this::start);
            case "StopInstances" -> change(form, xml, instance -> stop(instance, form));
            case "TerminateInstances" -> change(form, xml, this::terminate);
            case "RebootInstances" -> reboot(form, xml);
            case "DescribeImages" -> images(form, xml);
            case "DescribeAvailabilityZones" -> Offer.writeZones(xml, region);
            case "DescribeInstanceTypes" -> types(form, xml);
            default ->
                throw Ec2Error.client("InvalidAction", "The action " + action + " is not valid for this web service.");
        }
        return xml.end(action);
    }

    private void forgetEnded() {
        Instant limit = now().minus(rules.terminatedShown);
        instances.values().removeIf(instance -> {
            instance.stage(now());
            return instance.endedAt().isBefore(limit);
        });
    }

    private Instant now() {
        return clock.instant();
    }

    private void run(Form form, Xml xml) throws Ec2Error {
        String token = form.get("ClientToken");
        SimulatedInstance known = token == null ? null : byToken.get(token);
        SimulatedInstance instance = known == null ? launch(form) : same(known, form);
        xml.text("reservationId", "r-" + instance.id().substring(2))
                .text("ownerId", Offer.ACCOUNT)
                .text("groupSet", "")
                .open("instancesSet");
        instance.write(xml, now());
        xml.close("instancesSet");
    }

    private SimulatedInstance same(SimulatedInstance known, Form form) throws Ec2Error {
        if (!known.launch().equals(form)) {
            throw Ec2Error.client(
                    "IdempotentParameterMismatch",
                    "The request uses the same client token as a previous, but non-identical request.");
        }
        InstanceStage stage = known.stage(now());
        if (stage == InstanceStage.TERMINATED
                || stage == InstanceStage.SHUTTING_DOWN
                || !instances.containsKey(known.id())) {
            throw Ec2Error.client(
                    "IdempotentInstanceTerminated",
                    "The client token specified in the request is associated with a terminated instance.");
        }
        return known;
    }

    private SimulatedInstance launch(Form form) throws Ec2Error {
        Offer.check(form, region);
        long live = instances.values().stream()
                .filter(each -> each.stage(now()) != InstanceStage.TERMINATED)
                .count();
        if (live >= rules.quota) {
            throw Ec2Error.client(
                    "InstanceLimitExceeded", "You have requested more instances than your current limit allows.");
        }
        String token = form.get("ClientToken");
        if (token != null && token.length() > 64) {
            throw Ec2Error.client("InvalidParameterValue", "ClientToken is longer than 64 characters");
        }
        long number = ids.incrementAndGet();
        SimulatedInstance instance = new SimulatedInstance(
                "i-%017x".formatted(number),
                form,
                form.instanceTags(),
                Offer.Place.of(form, region, number),
                Offer.image(form.required("ImageId")).orElseThrow().rootDeviceType(),
                rules.address,
                now());
        instance.launch(rules.start, lateFailure(form), now());
        instances.put(instance.id(), instance);
        if (token != null) {
            byToken.put(token, instance);
        }
        return instance;
    }

    private SimulatedInstance.@Nullable Reason lateFailure(Form form) {
        return lateFailures.stream()
                .filter(failure -> form.mentions(failure.text()))
                .map(LateFailure::reason)
                .findFirst()
                .orElse(null);
    }

    private boolean shown(SimulatedInstance instance) {
        return !now().isBefore(instance.createdAt().plus(rules.shownAfter));
    }

    private SimulatedInstance instance(String id) throws Ec2Error {
        if (!id.matches("i-[0-9a-f]{8,17}")) {
            throw Ec2Error.client("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
        }
        SimulatedInstance instance = instances.get(id);
        if (instance == null || !shown(instance)) {
            throw Ec2Error.noSuchInstance(id);
        }
        return instance;
    }

    private void describe(Form form, Xml xml) throws Ec2Error {
        Map<String, Set<String>> filters = form.filters();
        List<SimulatedInstance> found = new ArrayList<>();
        List<String> ids = form.list("InstanceId");
        for (String id : ids) {
            found.add(instance(id));
        }
        if (ids.isEmpty()) {
            instances.values().stream().filter(this::shown).forEach(found::add);
        }
        found.removeIf(instance -> !filters.entrySet().stream()
                .allMatch(filter -> instance.matches(filter.getKey(), filter.getValue(), now())));
        int from = Integer.parseInt(form.get("NextToken", "0"));
        int to = Math.min(found.size(), from + rules.page);
        xml.open("reservationSet");
        for (SimulatedInstance instance : found.subList(Math.min(from, to), to)) {
            xml.open("item")
                    .text("reservationId", "r-" + instance.id().substring(2))
                    .text("ownerId", Offer.ACCOUNT)
                    .text("groupSet", "")
                    .open("instancesSet");
            instance.write(xml, now());
            xml.close("instancesSet").close("item");
        }
        xml.close("reservationSet");
        if (to < found.size()) {
            xml.text("nextToken", Integer.toString(to));
        }
    }

    @FunctionalInterface
    private interface Change {
        void to(SimulatedInstance instance) throws Ec2Error;
    }

    private void change(Form form, Xml xml, Change change) throws Ec2Error {
        form.required("InstanceId.1");
        List<SimulatedInstance> all = new ArrayList<>();
        for (String id : form.list("InstanceId")) {
            all.add(instance(id));
        }
        xml.open("instancesSet");
        for (SimulatedInstance instance : all) {
            InstanceStage before = instance.stage(now());
            change.to(instance);
            xml.open("item").text("instanceId", instance.id());
            instance.stage(now()).write(xml, "currentState");
            before.write(xml, "previousState");
            xml.close("item");
        }
        xml.close("instancesSet");
    }

    private void start(SimulatedInstance instance) throws Ec2Error {
        switch (instance.stage(now())) {
            case PENDING, RUNNING -> {}
            case STOPPED -> instance.launch(rules.start, null, now());
            case STOPPING, SHUTTING_DOWN, TERMINATED -> throw incorrect(instance, "started");
        }
    }

    private void stop(SimulatedInstance instance, Form form) throws Ec2Error {
        if (!instance.hasEbs()) {
            throw Ec2Error.client(
                    "UnsupportedOperation",
                    "The instance '" + instance.id()
                            + "' does not have an 'ebs' root device type and cannot be stopped");
        }
        Duration takes = "true".equals(form.get("Force")) ? rules.stop.dividedBy(2) : rules.stop;
        switch (instance.stage(now())) {
            case RUNNING ->
                instance.go(InstanceStage.STOPPING, InstanceStage.STOPPED, takes, SimulatedInstance.Reason.USER, now());
            case STOPPING, STOPPED -> {}
            case PENDING, SHUTTING_DOWN, TERMINATED -> throw incorrect(instance, "stopped");
        }
    }

    private void terminate(SimulatedInstance instance) {
        switch (instance.stage(now())) {
            case PENDING, RUNNING, STOPPING, STOPPED ->
                instance.go(
                        InstanceStage.SHUTTING_DOWN,
                        InstanceStage.TERMINATED,
                        rules.terminate,
                        SimulatedInstance.Reason.USER,
                        now());
            case SHUTTING_DOWN, TERMINATED -> {}
        }
    }

    private void reboot(Form form, Xml xml) throws Ec2Error {
        for (String id : form.list("InstanceId")) {
            SimulatedInstance instance = instance(id);
            if (instance.stage(now()) != InstanceStage.RUNNING) {
                throw incorrect(instance, "rebooted");
            }
        }
        xml.text("return", "true");
    }

    private Ec2Error incorrect(SimulatedInstance instance, String verb) {
        return Ec2Error.client(
                "IncorrectInstanceState",
                "The instance '" + instance.id() + "' is not in a state from which it can be " + verb + ": "
                        + instance.stage(now()).word());
    }

    private void images(Form form, Xml xml) throws Ec2Error {
        List<String> ids = form.list("ImageId");
        for (String id : ids) {
            if (Offer.image(id).isEmpty()) {
                throw Ec2Error.client("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist");
            }
        }
        List<String> owners = form.list("Owner").stream()
                .map(owner -> owner.equals("self") ? Offer.ACCOUNT : owner)
                .toList();
        Map<String, Set<String>> filters = form.filters();
        List<Offer.Image> all = Offer.IMAGES.stream()
                .filter(image -> ids.isEmpty() || ids.contains(image.id()))
                .filter(image -> owners.isEmpty() || owners.contains(image.ownerId()))
                .filter(image ->
                        filters.getOrDefault("image-id", Set.of(image.id())).contains(image.id()))
                .filter(image -> named(image, filters.get("name")))
                .toList();
        int from = Integer.parseInt(form.get("NextToken", "0"));
        int to = Math.min(all.size(), from + Math.min(rules.page, Integer.parseInt(form.get("MaxResults", "1000"))));
        Offer.writeImages(xml, all.subList(Math.min(from, to), to));
        if (to < all.size()) {
            xml.text("nextToken", Integer.toString(to));
        }
    }

    private static boolean named(Offer.Image image, @Nullable Set<String> patterns) {
        return patterns == null
                || patterns.stream().anyMatch(pattern -> image.name().matches(pattern.replace("*", ".*")));
    }

    private void types(Form form, Xml xml) throws Ec2Error {
        Set<String> wanted = form.filters().getOrDefault("instance-type", Set.of());
        List<Offer.Type> all = Offer.TYPES.stream()
                .filter(type -> wanted.isEmpty() || wanted.contains(type.name()))
                .toList();
        int from = Integer.parseInt(form.get("NextToken", "0"));
        int to = Math.min(all.size(), from + Math.min(rules.page, Integer.parseInt(form.get("MaxResults", "100"))));
        Offer.writeTypes(xml, all.subList(Math.min(from, to), to));
        if (to < all.size()) {
            xml.text("nextToken", Integer.toString(to));
        }
    }

    synchronized void failLate(String text, String code, String message) {
        lateFailures.add(new LateFailure(text, new SimulatedInstance.Reason(code, message)));
    }

    synchronized void vanish(String id) {
        instances.remove(id);
    }

    synchronized void force(String id, InstanceStage stage, String code, String message) {
        Optional.ofNullable(instances.get(id))
                .orElseThrow()
                .force(stage, new SimulatedInstance.Reason(code, message), now());
    }

    synchronized long count(String token) {
        return instances.values().stream()
                .filter(instance -> token.equals(instance.clientToken()))
                .filter(instance -> switch (instance.stage(now())) {
                    case PENDING, RUNNING, STOPPING, STOPPED -> true;
                    case SHUTTING_DOWN, TERMINATED -> false;
                })
                .count();
    }

    /** The number of instances in each state. */
    synchronized Map<String, Long> states() {
        Map<String, Long> states = new HashMap<>();
        instances
                .values()
                .forEach(instance -> states.merge(instance.stage(now()).word(), 1L, Long::sum));
        return states;
    }

    synchronized Optional<Form> launchOf(String id) {
        return Optional.ofNullable(instances.get(id)).map(SimulatedInstance::launch);
    }

    synchronized Optional<Offer.Place> placeOf(String id) {
        return Optional.ofNullable(instances.get(id)).map(SimulatedInstance::place);
    }

    synchronized Map<String, String> tagsOf(String id) {
        return Optional.ofNullable(instances.get(id))
                .map(SimulatedInstance::tags)
                .orElse(Map.of());
    }

    synchronized void clear() {
        instances.clear();
        byToken.clear();
        lateFailures.clear();
    }
}
