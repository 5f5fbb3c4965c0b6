/** OpenAI Chat Completions, as client side and as upstream side. */
@NullMarked
package io.github.llmrouter.dialect.openai;

import org.jspecify.annotations.NullMarked;
