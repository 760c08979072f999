/** Provider workers: carry out tasks (hands) and look at instances (watchers). */
@NullMarked
package io.instancebus.worker;

import org.jspecify.annotations.NullMarked;
