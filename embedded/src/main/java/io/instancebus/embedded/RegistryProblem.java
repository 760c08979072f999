package io.instancebus.embedded;

/** A request that the registry refuses: the HTTP status, and the error code by which clients tell refusals apart. */
final class RegistryProblem extends RuntimeException {
    private final int status;
    private final int errorCode;

    RegistryProblem(int status, int errorCode, String message) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    static RegistryProblem subjectNotFound(String subject) {
        return new RegistryProblem(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryProblem versionNotFound(int version) {
        return new RegistryProblem(404, 40402, "Version " + version + " not found.");
    }

    static RegistryProblem schemaNotFound() {
        return new RegistryProblem(404, 40403, "Schema not found");
    }

    static RegistryProblem noLevelOfItsOwn(String subject) {
        return new RegistryProblem(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryProblem invalidSchema(String reason) {
        return new RegistryProblem(422, 42201, "Invalid schema: " + reason);
    }

    static RegistryProblem invalidVersion(String version) {
        return new RegistryProblem(
                422,
                42202,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between "
                        + "[1, 2^31-1] and the string \"latest\"");
    }

    static RegistryProblem invalidLevel(String level) {
        return new RegistryProblem(
                422,
                42203,
                "Invalid compatibility level '" + level + "'. Valid values are NONE, BACKWARD, FORWARD, FULL, "
                        + "BACKWARD_TRANSITIVE, FORWARD_TRANSITIVE, and FULL_TRANSITIVE");
    }

    static RegistryProblem http(int status, String message) {
        return new RegistryProblem(status, status, message);
    }

    int status() {
        return status;
    }

    int errorCode() {
        return errorCode;
    }
}
