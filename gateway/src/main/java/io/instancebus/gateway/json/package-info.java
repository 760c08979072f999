/** JSON to commands and the view's rows to JSON, with the field names of the Avro contract. */
@NullMarked
package io.instancebus.gateway.json;

import org.jspecify.annotations.NullMarked;
