/**
 * Files that a run writes and reads: safetensors, JSON, PNG pictures; all written to a temporary file first, then
 * renamed.
 */
package org.zerosum.io;
