/** The view: queries and their results. A reader of the view depends on this module and on no service. */
@NullMarked
package io.instancebus.view;

import org.jspecify.annotations.NullMarked;
