/** What everybody means: the hub between the dialects, records and sealed interfaces only. */
@NullMarked
package io.github.llmrouter.chat;

import org.jspecify.annotations.NullMarked;
