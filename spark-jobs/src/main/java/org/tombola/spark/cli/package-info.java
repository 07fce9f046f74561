/** The command line. */
@NullMarked
package org.tombola.spark.cli;

import org.jspecify.annotations.NullMarked;
