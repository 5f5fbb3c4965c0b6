/** Anthropic Messages, as client side and as upstream side. */
@NullMarked
package io.github.llmrouter.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
