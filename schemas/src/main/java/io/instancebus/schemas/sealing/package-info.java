/**
 * Secrets sealed to the workers' public key with HPKE (RFC 9180) and bound to one field of one command: whoever reads
 * the bus cannot read them, and whoever copies one into another command finds that it does not open.
 */
@NullMarked
package io.instancebus.schemas.sealing;

import org.jspecify.annotations.NullMarked;
