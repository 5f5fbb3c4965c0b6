/** Configuration as records: readers for each format, checks with file, line and column, and the watcher. */
@NullMarked
package io.github.llmrouter.config;

import org.jspecify.annotations.NullMarked;
