package io.instancebus.provider.openstack;

/** The identity of an account; its secret is read for each login. */
sealed interface Login {
    /** The reference to the secret: file:NAME or env:NAME. */
    String secretReference();

    /** Keystone v3: a user's password, for a project. */
    record Password(String user, String userDomain, Project project, String secretReference) implements Login {}

    /** Keystone v3: an application credential, which is for one project. */
    record ApplicationCredential(String id, String secretReference) implements Login {}

    /** Rackspace: a user's API key. */
    record ApiKey(String user, String secretReference) implements Login {}

    /** Rackspace: a user's password. */
    record RackspacePassword(String user, String secretReference) implements Login {}

    /** The project of the account's instances. */
    sealed interface Project {
        record Id(String id) implements Project {}

        record Named(String name, String domain) implements Project {
            public Named {
                if (name.contains(":")) {
                    throw new IllegalArgumentException(
                            "a project whose name has a colon must be given by its id: project-id");
                }
            }
        }
    }
}
