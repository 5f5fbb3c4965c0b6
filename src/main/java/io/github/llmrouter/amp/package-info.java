/** What Amp says of its requests, and which model that means. */
@NullMarked
package io.github.llmrouter.amp;

import org.jspecify.annotations.NullMarked;
