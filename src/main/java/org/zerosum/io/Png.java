package org.zerosum.io;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * PNG files, 8 bits per sample, grey or RGB. The pixels are exact; the compressed bytes are the Java runtime's
 * business.
 */
public final class Png {
  private Png() {}

  /**
   * Writes a picture, whole or not at all.
   *
   * @throws OutputException if the file cannot be written
   */
  public static void write(Path file, Picture picture) {
    AtomicFile.write(file, encode(picture));
  }

  /** The bytes of the PNG file. */
  public static byte[] encode(Picture picture) {
    boolean grey = picture.channels() == 1;
    BufferedImage image = new BufferedImage(picture.width(), picture.height(),
        grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    // Straight into the raster: the colour-managed setters would change grey values.
    byte[] raster = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] pixels = picture.pixels();
    if (grey) {
      System.arraycopy(pixels, 0, raster, 0, pixels.length);
    } else {
      for (int i = 0; i < pixels.length; i += 3) {
        raster[i] = pixels[i + 2];
        raster[i + 1] = pixels[i + 1];
        raster[i + 2] = pixels[i];
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, null));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG could not be encoded in memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
