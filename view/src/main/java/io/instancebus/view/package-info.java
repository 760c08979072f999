/** The view: questions to it, and their answers. Whoever reads the view depends on this module, and on no service. */
@NullMarked
package io.instancebus.view;

import org.jspecify.annotations.NullMarked;
