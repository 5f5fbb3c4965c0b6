/** Which targets, in which order: groups, selectors, strategies, quotas, health. */
@NullMarked
package io.github.llmrouter.routing;

import org.jspecify.annotations.NullMarked;
