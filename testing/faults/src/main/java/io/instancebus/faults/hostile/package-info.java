/** Records of an attacker who may write to the topics. */
@NullMarked
package io.instancebus.faults.hostile;

import org.jspecify.annotations.NullMarked;
