/** Configuration files of other systems, rewritten into the native format node by node, so that every position stays true. */
@NullMarked
package io.github.llmrouter.config.foreign;

import org.jspecify.annotations.NullMarked;
