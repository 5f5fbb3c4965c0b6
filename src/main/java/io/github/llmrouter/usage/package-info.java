/** Who spent what where, and what it cost. */
@NullMarked
package io.github.llmrouter.usage;

import org.jspecify.annotations.NullMarked;
