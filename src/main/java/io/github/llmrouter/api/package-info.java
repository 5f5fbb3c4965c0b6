/** What client programs talk to: one Jersey resource per dialect, key and CORS checks, request id, the error mapper. */
@NullMarked
package io.github.llmrouter.api;

import org.jspecify.annotations.NullMarked;
