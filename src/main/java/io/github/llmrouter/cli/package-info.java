/** The executable WAR's commands: serve, check, config, deploy. */
@NullMarked
package io.github.llmrouter.cli;

import org.jspecify.annotations.NullMarked;
