package org.zerosum.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.zerosum.tensor.DataException;

/**
 * PNG and JPEG bytes to planes of bytes, by ImageIO, with the size known and bounded before anything is decoded.
 *
 * <p>Grey images keep their samples (16 bits are scaled to 8); palettes and RGB become RGB. Alpha is composited over black:
 * (c·a + 127) / 255.
 */
final class ImageDecoder {
  private static final int LONGEST_SIDE = 16_384;
  private static final long MOST_PIXELS = 64L << 20;
  private static final int DEFLATE_RATIO = 1032;
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR_END = 29;

  private ImageDecoder() {}

  /** What an image's header says. */
  record Header(int width, int height, boolean grey) {
    int side() {
      return PlanarImage.isPadded(height, width) ? 32 : Math.min(width, height);
    }
  }

  /** Reads and checks the header; no pixel is decoded. */
  static Header readHeader(String name, byte[] bytes) {
    return withReader(name, bytes, reader -> checkedHeader(name, reader));
  }

  /** Decodes the image to {@code channels} planes. */
  static PlanarImage decode(String name, byte[] bytes, int channels) {
    return withReader(name, bytes, reader -> {
      checkedHeader(name, reader);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      BufferedImage image = reader.read(0);
      refuseTruncated(name, warnings);
      return planes(image).withChannels(channels);
    });
  }

  private interface Task<T> {
    T apply(ImageReader reader) throws IOException;
  }

  private static <T> T withReader(String name, byte[] bytes, Task<T> task) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(formatOf(name, bytes)).next();
    try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      return task.apply(reader);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer malformed input with unchecked exceptions, too.
      throw new DataException(name + ": the image cannot be decoded (" + e.getMessage()
          + "); it is damaged or of an unsupported kind,"
          + " convert it to an RGB PNG or remove it", e);
    } finally {
      reader.dispose();
    }
  }

  private static String formatOf(String name, byte[] bytes) {
    if (bytes.length >= IHDR_END && ByteBuffer.wrap(bytes).getLong() == PNG_SIGNATURE) {
      checkPng(name, bytes);
      return "png";
    }
    if (bytes.length > 3 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8) {
      return "jpeg";
    }
    throw new DataException(name + ": neither a PNG nor a JPEG (" + bytes.length + " bytes"
        + (bytes.length == 0 ? "" : ", beginning with " + String.format("%02x", bytes[0])) + "); convert or remove it");
  }

  /** A PNG's pixels are deflated, so its bytes bound how many there can be. */
  private static void checkPng(String name, byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int width = header.getInt(16);
    int height = header.getInt(20);
    checkSize(name, width, height);
    int samples = switch (bytes[25]) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
    long rowBytes = ((long) width * samples * Math.clamp(bytes[24], 1, 16) + 7) / 8;
    if (rowBytes * height > (long) bytes.length * DEFLATE_RATIO) {
      throw new DataException(name + ": the header promises " + width + "x" + height + " pixels, but " + bytes.length
          + " bytes cannot hold them; the file is truncated or damaged, fetch or remove it");
    }
  }

  private static Header checkedHeader(String name, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    checkSize(name, width, height);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return new Header(width, height, types.hasNext() && isGrey(types.next().getColorModel()));
  }

  private static void checkSize(String name, int width, int height) {
    if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
      throw new DataException(name + ": is " + Integer.toUnsignedString(width) + "x" + Integer.toUnsignedString(height)
          + " pixels, allowed are 1 to " + LONGEST_SIDE + " per side and " + MOST_PIXELS + " in all; shrink or remove it");
    }
  }

  /** libjpeg fills what is missing with grey and only warns. */
  private static void refuseTruncated(String name, List<String> warnings) {
    for (String warning : warnings) {
      if (warning.contains("remature end")) {
        throw new DataException(name + ": the image ends too early (" + warning + "); it is truncated, fetch or remove it");
      }
    }
  }

  private static boolean isGrey(ColorModel model) {
    if (model instanceof IndexColorModel palette) {
      for (int i = 0; i < palette.getMapSize(); i++) {
        int rgb = palette.getRGB(i);
        if ((rgb >> 16 & 0xff) != (rgb >> 8 & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff)) {
          return false;
        }
      }
      return true;
    }
    return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  private static PlanarImage planes(BufferedImage image) {
    ColorModel model = image.getColorModel();
    boolean grey = isGrey(model);
    if (grey && !(model instanceof IndexColorModel)) {
      return greyPlane(image);
    }
    int width = image.getWidth();
    int height = image.getHeight();
    int plane = width * height;
    byte[] pixels = new byte[(grey ? 1 : 3) * plane];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = row[x] >>> 24;
        for (int shift = 16, i = y * width + x; i < pixels.length; shift -= 8, i += plane) {
          pixels[i] = overBlack(row[x] >> shift & 0xff, alpha);
        }
      }
    }
    return new PlanarImage(grey ? 1 : 3, height, width, pixels);
  }

  /** Raw samples: BufferedImage.getRGB would convert from linear grey to sRGB. */
  private static PlanarImage greyPlane(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    boolean alpha = image.getColorModel().hasAlpha();
    int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    byte[] pixels = new byte[width * height];
    int[] samples = new int[width];
    int[] alphas = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, samples);
      if (alpha) {
        raster.getSamples(0, y, width, 1, 1, alphas);
      }
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = overBlack(toByte(samples[x], most), alpha ? toByte(alphas[x], most) : 255);
      }
    }
    return new PlanarImage(1, height, width, pixels);
  }

  private static int toByte(int sample, int most) {
    return (sample * 255 + most / 2) / most;
  }

  private static byte overBlack(int value, int alpha) {
    return (byte) ((value * alpha + 127) / 255);
  }
}
