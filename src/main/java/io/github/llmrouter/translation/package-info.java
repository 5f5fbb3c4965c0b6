/** What must happen between two dialects whatever they are: names, ids, pairing, opaque state, stop sequences. */
@NullMarked
package io.github.llmrouter.translation;

import org.jspecify.annotations.NullMarked;
