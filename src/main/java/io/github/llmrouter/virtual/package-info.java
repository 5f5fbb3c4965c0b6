/** Names whose answers are given by a model that another model chooses: what it is told, what it decides, what is done if it fails. */
@NullMarked
package io.github.llmrouter.virtual;

import org.jspecify.annotations.NullMarked;
