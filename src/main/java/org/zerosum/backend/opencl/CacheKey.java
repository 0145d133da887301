package org.zerosum.backend.opencl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an entry of the {@link DiskCache} depends on, as a SHA-256.
 *
 * @param hash 64 lower-case hexadecimal digits
 */
record CacheKey(String hash) {
  /** The key of everything that these parts tell; their borders count, so ("a", "bc") and ("ab", "c") differ. */
  static CacheKey of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] text = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text.length));
      digest.update(text);
    }
    return new CacheKey(HexFormat.of().formatHex(digest.digest()));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hash);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
