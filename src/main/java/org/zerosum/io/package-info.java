/**
 * Files that a run writes and reads: safetensors, JSON, PNG pictures, the page that shows a run; all written to a temporary file first, then
 * renamed.
 */
package org.zerosum.io;
