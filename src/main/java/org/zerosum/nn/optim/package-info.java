/** Optimisers over a network's flat buffers. */
package org.zerosum.nn.optim;
