/** What a vendor's API must be able to do for us, and the registry of those that can. */
@NullMarked
package io.github.llmrouter.dialect;

import org.jspecify.annotations.NullMarked;
