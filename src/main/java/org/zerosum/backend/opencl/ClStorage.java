package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.tensor.Storage;

/** Elements in a device's memory; a view has a sub-buffer. */
record ClStorage(ClBuffer buffer, int count) implements Storage {}
