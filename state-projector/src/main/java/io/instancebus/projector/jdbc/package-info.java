/** The view in PostgreSQL and SQLite. */
@NullMarked
package io.instancebus.projector.jdbc;

import org.jspecify.annotations.NullMarked;
