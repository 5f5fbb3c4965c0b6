/** Gemini generateContent, as client side and as upstream side. */
@NullMarked
package io.github.llmrouter.dialect.gemini;

import org.jspecify.annotations.NullMarked;
