package io.instancebus.provider.openstack;

/** As whom an account logs in; the secret is looked up each time. */
sealed interface Login {
    /** Where the secret is: file:NAME or env:NAME. */
    String secretReference();

    /** Keystone v3: a user's password, for a project. */
    record Password(String user, String userDomain, Project project, String secretReference) implements Login {}

    /** Keystone v3: an application credential, which is for one project. */
    record ApplicationCredential(String id, String secretReference) implements Login {}

    /** Rackspace: a user's API key. */
    record ApiKey(String user, String secretReference) implements Login {}

    /** Rackspace: a user's password. */
    record RackspacePassword(String user, String secretReference) implements Login {}

    /** Which project instances belong to. */
    sealed interface Project {
        record Id(String id) implements Project {}

        record Named(String name, String domain) implements Project {
            public Named {
                if (name.contains(":")) {
                    throw new IllegalArgumentException(
                            "a project whose name has a colon can only be given by its id: project-id");
                }
            }
        }
    }
}
