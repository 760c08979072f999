/** The view in PostgreSQL and SQLite: its tables and queries. The state-projector writes them. */
@NullMarked
package io.instancebus.view.jdbc;

import org.jspecify.annotations.NullMarked;
