/** What is kept between records: instances, remembered command ids, what is due, and what waits for the registry. */
@NullMarked
package io.instancebus.command.state;

import org.jspecify.annotations.NullMarked;
