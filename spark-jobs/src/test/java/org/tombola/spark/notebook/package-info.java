/** The notebooks of the sweeps, run by a Jupyter without a browser. */
@org.jspecify.annotations.NullMarked
package org.tombola.spark.notebook;
