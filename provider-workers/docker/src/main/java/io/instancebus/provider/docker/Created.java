package io.instancebus.provider.docker;

import java.beans.ConstructorProperties;

/** The answer to a create. */
record Created(String id) {
    @ConstructorProperties("Id")
    Created {}
}
