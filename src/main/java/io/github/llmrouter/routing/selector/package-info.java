/** jq conditions over a client's raw body, which decide whether a target may answer: checked at load, bounded at run time. */
@NullMarked
package io.github.llmrouter.routing.selector;

import org.jspecify.annotations.NullMarked;
