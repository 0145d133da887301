package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Shape;

/** {@code images.cl}: geometry and colours of images. */
final class ImagesProgram {
  private final Session session;
  private final KernelFile file;

  ImagesProgram(Session session) {
    this.session = session;
    this.file = session.file("images.cl", "");
  }

  /** {@code transform_images} and {@code transform_images_backward}: a CPU's channels, a GPU's rows of all images. */
  static ClRange rangeFor(Shape images, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU ? ClRange.of(images.product(0, 2)).withLocal(1)
        : RowsGrid.rangeFor(images.product(0, 3), images.extent(3), deviceClass);
  }

  /** {@code adjust_colours}: the pixels of each sample. */
  static ClRange coloursRangeFor(Shape images, DeviceClass deviceClass) {
    return RowsGrid.rangeFor(images.extent(0), images.product(2, 4), deviceClass);
  }

  void transform(String name, ClBuffer out, ClBuffer x, ClBuffer parameters, Shape images) {
    ClKernel kernel = file.kernel(name);
    kernel.arguments().buffer(out).buffer(x).buffer(parameters).int32(images.extent(0)).int32(images.extent(1))
        .int32(images.extent(2)).int32(images.extent(3));
    session.launch(kernel, rangeFor(images, session.deviceClass()));
  }

  void adjustColours(ClBuffer out, ClBuffer x, ClBuffer sums, ClBuffer parameters, Shape images) {
    ClKernel kernel = file.kernel("adjust_colours");
    kernel.arguments().buffer(out).buffer(x).buffer(sums).buffer(parameters).int32(images.extent(0))
        .int32(images.extent(1)).int32(images.product(2, 4));
    session.launch(kernel, coloursRangeFor(images, session.deviceClass()));
  }
}
