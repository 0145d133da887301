/** The command line: picocli commands, the only place for stdout and exit codes. */
package org.zerosum.cli;
