/** Training of generative adversarial networks on any OpenCL device, with the same bits on the CPU. */
package org.zerosum;
