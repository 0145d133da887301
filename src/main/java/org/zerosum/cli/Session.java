package org.zerosum.cli;

/** What every command gets: where to write, and when to stop. */
record Session(Terminal terminal, Interruption interruption) {}
