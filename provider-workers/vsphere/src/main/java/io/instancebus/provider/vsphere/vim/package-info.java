/**
 * A client for the part of the vim25 SOAP API that the adapter uses: typed calls, and faults as exceptions with
 * vCenter's own type and message. It never repeats a request that changes something. It knows nothing of the bus.
 */
@NullMarked
package io.instancebus.provider.vsphere.vim;

import org.jspecify.annotations.NullMarked;
