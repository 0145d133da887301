/**
 * Layers, networks and initialisers. A {@link org.zerosum.nn.Layer} is an immutable description; a
 * {@link org.zerosum.nn.Network} holds its numbers, in one flat buffer.
 */
package org.zerosum.nn;
