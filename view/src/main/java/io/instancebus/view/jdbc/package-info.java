/** The view in PostgreSQL and SQLite: its tables and how they are asked. What writes them is the state-projector's. */
@NullMarked
package io.instancebus.view.jdbc;

import org.jspecify.annotations.NullMarked;
