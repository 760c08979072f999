package io.instancebus.view;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The database of the view.
 *
 * @param url {@code jdbc:sqlite:/path/view.db} or {@code jdbc:postgresql://host/database}; without a password
 * @param user null for SQLite
 * @param passwordReference a reference to the password: {@code file:PATH} or {@code env:NAME}; null for none
 * @param poolSize the number of connections that readers share, 1 to 100; 4 by default
 */
public record ViewConfig(
        String url,
        @Nullable String user,
        @Nullable String passwordReference,
        @Nullable Integer poolSize) {
    public static final String SQLITE = "jdbc:sqlite:";
    public static final String POSTGRESQL = "jdbc:postgresql:";

    public ViewConfig {
        poolSize = poolSize == null ? 4 : poolSize;
        if (url == null || !(url.startsWith(SQLITE) || url.startsWith(POSTGRESQL))) {
            throw new IllegalArgumentException("view.url must begin with " + SQLITE + " or " + POSTGRESQL);
        }
        if (url.startsWith(SQLITE) && (url.length() == SQLITE.length() || url.contains(":memory:"))) {
            throw new IllegalArgumentException("view.url must name a file, as in " + SQLITE + "/path/view.db");
        }
        if (url.contains("password=")) {
            throw new IllegalArgumentException("view.url holds a password; use view.passwordReference");
        }
        if (passwordReference != null && !passwordReference.matches("(file|env):.+")) {
            throw new IllegalArgumentException("view.passwordReference must be file:PATH or env:NAME");
        }
        if (poolSize < 1 || poolSize > 100) {
            throw new IllegalArgumentException("view.poolSize must be 1 to 100, and is " + poolSize);
        }
    }

    /** A view in a SQLite file. */
    public static ViewConfig sqlite(Path file) {
        return new ViewConfig(SQLITE + file.toAbsolutePath(), null, null, null);
    }

    public boolean isSqlite() {
        return url.startsWith(SQLITE);
    }
}
