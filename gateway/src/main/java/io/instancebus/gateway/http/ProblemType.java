package io.instancebus.gateway.http;

/** The types of problem. The URI of a type is /problems/ and its slug. */
public enum ProblemType {
    MALFORMED_JSON(400, "malformed-json", "The body is not a JSON object"),
    INVALID_BODY(400, "invalid-body", "Fields of the body are wrong"),
    SECRET_IN_CLEAR(400, "secret-in-clear", "A secret stands in clear text"),
    INVALID_QUERY(400, "invalid-query", "Parameters of the query are wrong"),
    INVALID_CURSOR(400, "invalid-cursor", "The cursor was not given out here"),
    INVALID_COMMAND(400, "invalid-command", "The command was rejected as invalid"),
    BAD_REQUEST(400, "bad-request", "The request cannot be read"),
    FOREIGN_ORIGIN(403, "foreign-origin", "Another site's page sent the request"),
    UNKNOWN_PATH(404, "unknown-path", "There is nothing at this path"),
    INSTANCE_NOT_FOUND(404, "instance-not-found", "There is no such instance"),
    COMMAND_NOT_FOUND(404, "command-not-found", "There is no such command"),
    ACCOUNT_NOT_FOUND(404, "account-not-found", "There is no such account"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "The path does not know this method"),
    REQUEST_TIMEOUT(408, "request-timeout", "The request took too long to arrive"),
    CONFLICT(409, "conflict", "The instance's state does not allow it"),
    AMBIGUOUS_COMMAND(409, "ambiguous-command", "Several instances have a command of this id"),
    VERSION_MISMATCH(412, "version-mismatch", "The instance has changed"),
    BODY_TOO_LARGE(413, "body-too-large", "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The body is not plain JSON in UTF-8"),
    MISDIRECTED(421, "misdirected", "This server does not go by that name"),
    QUEUE_FULL(429, "queue-full", "Too many commands of the instance are waiting"),
    INTERNAL(500, "internal", "Something went wrong here"),
    OVERLOADED(503, "overloaded", "Too many requests are under way"),
    BUS_UNAVAILABLE(503, "bus-unavailable", "The command could not be published"),
    VIEW_UNAVAILABLE(503, "view-unavailable", "The view does not answer"),
    LIST_CUT(503, "list-cut", "The list ended before its last instance"),
    NOT_READY(503, "not-ready", "Not every part is ready"),
    NOT_PERMITTED(503, "not-permitted", "The bus does not take commands from this gateway"),
    INSUFFICIENT_STORAGE(507, "insufficient-storage", "The bus has no room for commands");

    private final int status;
    private final String slug;
    private final String title;

    ProblemType(int status, String slug, String title) {
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String uri() {
        return "/problems/" + slug;
    }

    public String title() {
        return title;
    }
}
