/**
 * The router as one piece. A request enters at {@code api}, is told who asks by {@code access}, is served by {@code gateway}, which
 * asks {@code routing} who could answer and {@code upstream} to call them; {@code dialect} and its four vendors read and write what is
 * said, {@code chat} is what they all mean, {@code translation} is what has to happen between any two of them; {@code usage} keeps the
 * books; {@code config} says how all of it was wished for; {@code admin} is for operators, {@code cli} for the command line.
 */
@NullMarked
package io.github.llmrouter;

import org.jspecify.annotations.NullMarked;
