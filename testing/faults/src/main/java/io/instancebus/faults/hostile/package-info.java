/** What somebody who may write to the topics, and means harm, puts there. */
@NullMarked
package io.instancebus.faults.hostile;

import org.jspecify.annotations.NullMarked;
