/**
 * OpenCL as closeable Java objects over {@code java.lang.foreign}: platforms, devices, contexts, in-order queues,
 * programs, kernels, buffers, events. The package knows no tensors.
 *
 * <p><b>Ownership.</b> Each handle has one owner, which is the object that holds it; {@code close()} may be called
 * twice, use after close is an {@link java.lang.IllegalStateException}. {@link org.zerosum.cl.ClContext#live()} counts
 * what is still open.
 *
 * <p><b>Threads.</b> Platforms and devices are immutable. A context, its buffers and its programs may be used from
 * several threads. A queue, a kernel (with its arguments) and a mapping belong to one thread at a time, as OpenCL
 * demands of {@code clSetKernelArg}; closing an object while another thread uses it is the caller's error.
 *
 * <p><b>Numbers.</b> Every OpenCL constant comes from {@code org.jocl.CL}; javac inlines them, so JOCL's native library
 * is never loaded by this package.
 *
 * <p>Source: The OpenCL Specification, version 3.0, Khronos OpenCL Working Group.
 */
package org.zerosum.cl;
