/** Completeness, re-computation of answers, usage lines, statements. */
@NullMarked
package io.numroute.audit;

import org.jspecify.annotations.NullMarked;
