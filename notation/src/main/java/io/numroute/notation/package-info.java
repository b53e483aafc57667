/**
 * The directory as people and programs write it: JSON to domain, and back.
 *
 * <pre>
 *   bytes --StrictJson--> object --Fields--> *Document.read --> routing's records
 *                                   |
 *                                   '--> BadDocumentException (code, JSON pointer, detail)
 *
 *   routing's records --*Document.write--> JSON in canonical order
 *
 *   a line {"gateway":{...}} --ImportLine--> Change
 *   a row of CSV --CsvTable--> the same object --ImportLine--> Change
 *   {"changes":[lines and states]} --Overlay--> what a what-if proposes
 * </pre>
 *
 * <p>Every document is read strictly: a field that its kind does not have, a key that comes twice,
 * a value outside of its bounds is refused, and the refusal names the place as a pointer of RFC
 * 6901. What is read and written again is the same document in canonical form.
 */
@NullMarked
package io.numroute.notation;

import org.jspecify.annotations.NullMarked;
