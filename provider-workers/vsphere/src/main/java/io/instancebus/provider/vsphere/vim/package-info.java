/**
 * A client for the part of the vim25 SOAP API that the adapter uses: typed calls, faults as exceptions with vCenter's
 * own type and words, and never a request repeated by itself. It knows nothing of the bus.
 */
@NullMarked
package io.instancebus.provider.vsphere.vim;

import org.jspecify.annotations.NullMarked;
