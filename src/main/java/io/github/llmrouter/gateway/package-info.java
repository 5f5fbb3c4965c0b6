/** The story of one request: choose, forward, relay, account; and when a target fails, the next one. */
@NullMarked
package io.github.llmrouter.gateway;

import org.jspecify.annotations.NullMarked;
