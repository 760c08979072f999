/** Writes the view in PostgreSQL and SQLite, and migrates its tables. */
@NullMarked
package io.instancebus.projector.jdbc;

import org.jspecify.annotations.NullMarked;
