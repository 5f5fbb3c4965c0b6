/** OpenAI Responses, as client side and as upstream side. */
@NullMarked
package io.github.llmrouter.dialect.responses;

import org.jspecify.annotations.NullMarked;
