package io.instancebus.provider.vsphere.vim;

import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.vsphere.vim.VimTransport.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session with vCenter: one login, and the calls in it. After vCenter has ended the session, calls fail with
 * NotAuthenticated, and some return empty results instead ({@link #alive} tells). Thread-safe.
 */
public final class VimSession {
    private static final ManagedObject SERVICE_INSTANCE = new ManagedObject("ServiceInstance", "ServiceInstance");
    private static final int PAGE = 500;

    private final VimTransport transport;
    private final String apiVersion;
    private final ServiceContent content;
    private final String cookie;
    private final String userName;

    private VimSession(
            VimTransport transport, String apiVersion, ServiceContent content, String cookie, String userName) {
        this.transport = transport;
        this.apiVersion = apiVersion;
        this.content = content;
        this.cookie = cookie;
        this.userName = userName;
    }

    public static VimSession login(VimTransport transport, String user, char[] password, Deadline deadline)
            throws VimException {
        String version = transport.apiVersion(deadline).orElse("6.5");
        Element service = transport
                .call(Request.of("RetrieveServiceContent", SERVICE_INSTANCE), null, version, deadline)
                .body();
        ServiceContent content = ServiceContent.of(returned(service)
                .orElseThrow(() -> new VimFault("NotSupported", "the server shows no services; it is no vCenter")));
        Answered answered = transport.call(
                Request.of("Login", content.sessionManager())
                        .text("userName", user)
                        .text("password", new String(password)),
                null,
                version,
                deadline);
        String cookie = answered.cookie()
                .orElseThrow(() -> new VimFault("InvalidLogin", "vCenter's answer to the login has no session"));
        String known = returned(answered.body())
                .map(session -> session.text("userName"))
                .orElse(user);
        return new VimSession(transport, version, content, cookie, known);
    }

    /** The name of the logged-in user, as events show it. */
    public String userName() {
        return userName;
    }

    public ServiceContent content() {
        return content;
    }

    /** Whether vCenter still knows the session. */
    public boolean alive(Deadline deadline) throws VimException {
        try {
            return retrieve(Properties.of(content.sessionManager(), "currentSession"), deadline).stream()
                    .anyMatch(found -> found.properties().containsKey("currentSession"));
        } catch (VimFault e) {
            if (e.is("NotAuthenticated")) {
                return false;
            }
            throw e;
        }
    }

    public void logout(Deadline deadline) throws VimException {
        call("Logout", content.sessionManager(), deadline, request -> {});
    }

    /** Reads all pages. Leaves out objects that no longer exist. */
    public List<ObjectContent> retrieve(Properties properties, Deadline deadline) throws VimException {
        List<ObjectContent> found = new ArrayList<>();
        Optional<Element> page = call("RetrievePropertiesEx", content.propertyCollector(), deadline, request -> {
            properties.write(request, "specSet");
            request.open("options").text("maxObjects", Integer.toString(PAGE)).close();
        });
        while (page.isPresent()) {
            page.get().children("objects").forEach(each -> found.add(ObjectContent.of(each)));
            String token = page.get().text("token");
            page = token == null
                    ? Optional.empty()
                    : call(
                            "ContinueRetrievePropertiesEx",
                            content.propertyCollector(),
                            deadline,
                            request -> request.text("token", token));
        }
        return found;
    }

    /** A separate collector, so that its long poll disturbs no other call. */
    public ManagedObject createPropertyCollector(Deadline deadline) throws VimException {
        return reference("CreatePropertyCollector", content.propertyCollector(), deadline, request -> {});
    }

    public ManagedObject createFilter(ManagedObject collector, Properties properties, Deadline deadline)
            throws VimException {
        return reference("CreateFilter", collector, deadline, request -> {
            properties.write(request, "spec");
            request.flag("partialUpdates", false);
        });
    }

    /**
     * Waits for changes since a version.
     *
     * @param version empty for the complete state
     * @return empty if nothing changed in this time
     */
    public Optional<Updates> waitForUpdates(
            ManagedObject collector, String version, Duration longest, Deadline deadline) throws VimException {
        return call(
                        "WaitForUpdatesEx",
                        collector,
                        deadline,
                        request -> request.text("version", version)
                                .open("options")
                                .text("maxWaitSeconds", Long.toString(Math.max(1, longest.toSeconds())))
                                .text("maxObjectUpdates", Integer.toString(PAGE))
                                .close())
                .map(Updates::of);
    }

    /** A view of all objects of these types below the root. */
    public ManagedObject createContainerView(List<String> types, Deadline deadline) throws VimException {
        return reference(
                "CreateContainerView",
                content.viewManager(),
                deadline,
                request -> request.reference("container", content.rootFolder())
                        .texts("type", types)
                        .flag("recursive", true));
    }

    public void destroyView(ManagedObject view, Deadline deadline) throws VimException {
        call("DestroyView", view, deadline, request -> {});
    }

    /** The machine with this instance UUID. */
    public Optional<ManagedObject> findByInstanceUuid(String uuid, Deadline deadline) throws VimException {
        return call(
                        "FindByUuid",
                        content.searchIndex(),
                        deadline,
                        request -> request.text("uuid", uuid)
                                .flag("vmSearch", true)
                                .flag("instanceUuid", true))
                .map(Element::managedObject);
    }

    /** Starts a task on an object, and returns its reference. The task may still fail later. */
    public ManagedObject task(String method, ManagedObject self, Consumer<Request> arguments, Deadline deadline)
            throws VimException {
        return reference(method, self, deadline, arguments);
    }

    /** Calls a method without a result. */
    public void ask(String method, ManagedObject self, Deadline deadline) throws VimException {
        call(method, self, deadline, request -> {});
    }

    /** The guest customization with this name. */
    public Element customization(String name, Deadline deadline) throws VimException {
        return call(
                        "GetCustomizationSpec",
                        content.customizationSpecManager(),
                        deadline,
                        request -> request.text("name", name))
                .flatMap(item -> item.child("spec"))
                .orElseThrow(() -> new VimFault("NotFound", "there is no customization \"" + name + "\""));
    }

    /** The latest events of these types, as many as vCenter returns at once, oldest first. */
    public List<VimEvent> queryEvents(List<String> types, @Nullable Instant since, int most, Deadline deadline)
            throws VimException {
        Request request = Request.of("QueryEvents", content.eventManager());
        eventFilter(request, types, since, most);
        Element answer = transport.call(request, cookie, apiVersion, deadline).body();
        return VimEvent.readable(answer.children("returnval"));
    }

    /** A collector whose latestPage shows the latest events of these types. */
    public ManagedObject createEventCollector(List<String> types, Instant since, int page, Deadline deadline)
            throws VimException {
        ManagedObject collector = reference(
                "CreateCollectorForEvents",
                content.eventManager(),
                deadline,
                request -> eventFilter(request, types, since, page));
        call("SetCollectorPageSize", collector, deadline, request -> request.text("maxCount", Integer.toString(page)));
        return collector;
    }

    private static void eventFilter(Request request, List<String> types, @Nullable Instant since, int most) {
        request.open("filter");
        if (since != null) {
            request.open("time").text("beginTime", since.toString()).close();
        }
        request.texts("eventTypeId", types)
                .text("maxCount", Integer.toString(most))
                .close();
    }

    /** The events of a collector's latestPage, oldest first. */
    public static List<VimEvent> events(Element latestPage) {
        return VimEvent.readable(latestPage.children());
    }

    private ManagedObject reference(String method, ManagedObject self, Deadline deadline, Consumer<Request> arguments)
            throws VimException {
        return call(method, self, deadline, arguments)
                .map(Element::managedObject)
                .orElseThrow(() -> new VimUnanswered("vCenter's answer to " + method + " names no object", true, null));
    }

    private Optional<Element> call(String method, ManagedObject self, Deadline deadline, Consumer<Request> arguments)
            throws VimException {
        Request request = Request.of(method, self);
        arguments.accept(request);
        return returned(transport.call(request, cookie, apiVersion, deadline).body());
    }

    private static Optional<Element> returned(Element answer) {
        return answer.child("returnval");
    }
}
