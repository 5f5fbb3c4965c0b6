/** How a provider is called: Jersey client, pools, proxies, timeouts, the event source. */
@NullMarked
package io.github.llmrouter.upstream;

import org.jspecify.annotations.NullMarked;
