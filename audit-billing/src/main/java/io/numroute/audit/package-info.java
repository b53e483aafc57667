/**
 * What can be proved from the answer log.
 *
 * <pre>
 *   numroute.answers --> AnswerLogCheck --> per (edge, epoch): records, duplicates, gaps, broken links of the hash chain
 * </pre>
 *
 * <p>Apart from the edges on purpose: it trusts nothing but the records. Re-computation of answers,
 * usage lines and statements come with billing.
 */
@NullMarked
package io.numroute.audit;

import org.jspecify.annotations.NullMarked;
