package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.tensor.Storage;

/** Elements in the memory of one open device; a view has a sub-buffer. */
record ClStorage(Session session, ClBuffer buffer, int count) implements Storage {}
