/** What operators talk to: state, usage, reload, explain, the console, MBeans. */
@NullMarked
package io.github.llmrouter.admin;

import org.jspecify.annotations.NullMarked;
