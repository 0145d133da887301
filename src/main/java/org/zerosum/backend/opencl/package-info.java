/**
 * The OpenCL backend: {@link org.zerosum.tensor.Kernels} by the kernel files in {@code kernels/}, on any device that
 * {@link org.zerosum.cl} finds.
 *
 * <p>One final class per {@code .cl} file knows its kernels' arguments and, in pure functions, their launch sizes.
 * {@link org.zerosum.backend.opencl.OpenClDevices} lists, chooses and opens devices.
 */
package org.zerosum.backend.opencl;
