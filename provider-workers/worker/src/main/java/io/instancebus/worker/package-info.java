/** The provider workers: hands carry out tasks, and watchers observe instances. */
@NullMarked
package io.instancebus.worker;

import org.jspecify.annotations.NullMarked;
