package io.instancebus.embedded;

import static java.util.function.Predicate.not;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.util.RawValue;

/** The part of Confluent's registry protocol that its clients use. */
final class RegistryRoutes {
    private final SchemaStore store;

    RegistryRoutes(SchemaStore store) {
        this.store = store;
    }

    List<RegistryRoute> all() {
        return List.of(
                RegistryRoute.of("GET", "/", request -> Map.of()),
                RegistryRoute.of("GET", "/subjects", this::subjects),
                RegistryRoute.of("POST", "/subjects/{subject}", this::lookUp),
                RegistryRoute.of("DELETE", "/subjects/{subject}", this::deleteSubject),
                RegistryRoute.of("GET", "/subjects/{subject}/versions", this::versions),
                RegistryRoute.of("POST", "/subjects/{subject}/versions", this::register),
                RegistryRoute.of("GET", "/subjects/{subject}/versions/{version}", this::version),
                RegistryRoute.of("DELETE", "/subjects/{subject}/versions/{version}", this::deleteVersion),
                RegistryRoute.of("GET", "/subjects/{subject}/versions/{version}/schema", this::versionSchema),
                RegistryRoute.of("GET", "/schemas/types", request -> List.of("AVRO")),
                RegistryRoute.of("GET", "/schemas/ids/{id}", request -> Map.of("schema", text(request))),
                RegistryRoute.of("GET", "/schemas/ids/{id}/schema", request -> new RawValue(text(request))),
                RegistryRoute.of("GET", "/schemas/ids/{id}/subjects", this::subjectsOfId),
                RegistryRoute.of("GET", "/schemas/ids/{id}/versions", this::versionsOfId),
                RegistryRoute.of(
                        "GET", "/config", request -> level(store.state().commonLevel())),
                RegistryRoute.of("PUT", "/config", this::setCommonLevel),
                RegistryRoute.of("GET", "/config/{subject}", this::levelOfSubject),
                RegistryRoute.of("PUT", "/config/{subject}", this::setLevelOfSubject),
                RegistryRoute.of("POST", "/compatibility/subjects/{subject}/versions", this::compatibleWithAll),
                RegistryRoute.of(
                        "POST", "/compatibility/subjects/{subject}/versions/{version}", this::compatibleWithOne),
                RegistryRoute.of("GET", "/mode", request -> Map.of("mode", "READWRITE")),
                RegistryRoute.of("GET", "/mode/{subject}", request -> Map.of("mode", "READWRITE")));
    }

    private Object subjects(RegistryRequest request) {
        var prefix = request.query().getOrDefault("subjectPrefix", "");
        var state = store.state();
        return state.subjects().keySet().stream()
                .filter(subject -> subject.startsWith(prefix))
                .filter(not(subject ->
                        state.versions(subject, request.asks("deleted")).isEmpty()))
                .toList();
    }

    private Object lookUp(RegistryRequest request) {
        var subject = request.place("subject");
        var withDeleted = request.asks("deleted");
        var schema = request.schema();
        store.versions(subject, withDeleted);
        return store.find(subject, schema, withDeleted)
                .map(RegistryRoutes::described)
                .orElseThrow(RegistryProblem::schemaNotFound);
    }

    private Object register(RegistryRequest request) {
        return Map.of("id", store.register(request.place("subject"), request.schema()));
    }

    private Object versions(RegistryRequest request) {
        return numbers(store.versions(request.place("subject"), request.asks("deleted")));
    }

    private Object version(RegistryRequest request) {
        return described(found(request));
    }

    private Object versionSchema(RegistryRequest request) {
        return new RawValue(found(request).schema());
    }

    private SchemaVersion found(RegistryRequest request) {
        return store.version(request.place("subject"), request.place("version"), request.asks("deleted"));
    }

    private Object deleteSubject(RegistryRequest request) {
        return numbers(store.deleteSubject(request.place("subject"), request.asks("permanent")));
    }

    private Object deleteVersion(RegistryRequest request) {
        return store.deleteVersion(request.place("subject"), request.place("version"), request.asks("permanent"))
                .version();
    }

    private String text(RegistryRequest request) {
        var text = store.state().texts().get(request.id());
        if (text == null) {
            throw new RegistryProblem(404, 40403, "Schema " + request.id() + " not found");
        }
        return text;
    }

    private Object subjectsOfId(RegistryRequest request) {
        return ofId(request).stream().map(SchemaVersion::subject).distinct().toList();
    }

    private Object versionsOfId(RegistryRequest request) {
        return ofId(request).stream()
                .map(each -> Map.of("subject", each.subject(), "version", each.version()))
                .toList();
    }

    private List<SchemaVersion> ofId(RegistryRequest request) {
        text(request);
        return store.state().versionsOf(request.id(), request.asks("deleted"));
    }

    private Object setCommonLevel(RegistryRequest request) {
        var level = request.level();
        store.setLevel(null, level);
        return Map.of("compatibility", level.name());
    }

    private Object levelOfSubject(RegistryRequest request) {
        var subject = request.place("subject");
        if (!request.asks("defaultToGlobal") && !store.state().levels().containsKey(subject)) {
            throw RegistryProblem.noLevelOfItsOwn(subject);
        }
        return level(store.state().levelOf(subject));
    }

    private Object setLevelOfSubject(RegistryRequest request) {
        var level = request.level();
        store.setLevel(request.place("subject"), level);
        return Map.of("compatibility", level.name());
    }

    private Object compatibleWithOne(RegistryRequest request) {
        return verdict(request, List.of(found(request)));
    }

    private Object compatibleWithAll(RegistryRequest request) {
        return verdict(request, store.state().versions(request.place("subject"), false));
    }

    private Object verdict(RegistryRequest request, List<SchemaVersion> versions) {
        var conflicts = store.conflicts(request.place("subject"), request.schema(), versions);
        return request.asks("verbose")
                ? Map.of("is_compatible", conflicts.isEmpty(), "messages", conflicts)
                : Map.of("is_compatible", conflicts.isEmpty());
    }

    private static Object level(CompatibilityLevel level) {
        return Map.of("compatibilityLevel", level.name());
    }

    private static List<Integer> numbers(List<SchemaVersion> versions) {
        return versions.stream().map(SchemaVersion::version).toList();
    }

    private static Object described(SchemaVersion version) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("subject", version.subject());
        fields.put("version", version.version());
        fields.put("id", version.id());
        fields.put("schema", version.schema());
        return fields;
    }
}
