package io.github.llmrouter.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An error in the words of one dialect. */
public record Said(int status, ObjectNode body) {}
