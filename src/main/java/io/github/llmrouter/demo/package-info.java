/** A scripted upstream in all dialects, for trying the router without a key. */
@NullMarked
package io.github.llmrouter.demo;

import org.jspecify.annotations.NullMarked;
