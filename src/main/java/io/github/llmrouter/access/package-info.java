/** Who is calling: keys, container principal and roles, per-caller limits. */
@NullMarked
package io.github.llmrouter.access;

import org.jspecify.annotations.NullMarked;
