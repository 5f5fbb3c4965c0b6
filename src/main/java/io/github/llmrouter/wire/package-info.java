/** Bytes: server-sent events in and out, JSON splice, small JSON helpers. */
@NullMarked
package io.github.llmrouter.wire;

import org.jspecify.annotations.NullMarked;
