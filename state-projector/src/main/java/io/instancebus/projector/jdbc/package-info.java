/** What is written into the view's tables, in PostgreSQL and SQLite, and what brings the tables up to date. */
@NullMarked
package io.instancebus.projector.jdbc;

import org.jspecify.annotations.NullMarked;
