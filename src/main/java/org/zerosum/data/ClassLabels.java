package org.zerosum.data;

import java.util.List;
import java.util.TreeSet;

/**
 * Classes read from the paths of images.
 *
 * @param labels one per image, or none at all if no image has a class
 * @param names sorted names of the classes
 */
record ClassLabels(int[] labels, List<String> names) {
  /** Classes of slash-separated relative paths: the first directory after those that all paths share. */
  static ClassLabels of(List<String> paths) {
    int shared = sharedDirectories(paths);
    TreeSet<String> found = new TreeSet<>();
    for (String path : paths) {
      String name = className(path, shared);
      if (name != null) {
        found.add(name);
      }
    }
    if (found.isEmpty()) {
      return new ClassLabels(new int[0], List.of());
    }
    List<String> names = List.copyOf(found);
    int[] labels = paths.stream().mapToInt(path -> {
      String name = className(path, shared);
      return name == null ? Dataset.UNLABELLED : names.indexOf(name);
    }).toArray();
    return new ClassLabels(labels, names);
  }

  private static String className(String path, int shared) {
    String[] parts = path.split("/");
    return parts.length - 1 > shared ? parts[shared] : null;
  }

  private static int sharedDirectories(List<String> paths) {
    String[] first = paths.getFirst().split("/");
    int shared = first.length - 1;
    for (String path : paths) {
      String[] parts = path.split("/");
      shared = Math.min(shared, parts.length - 1);
      for (int i = 0; i < shared; i++) {
        shared = parts[i].equals(first[i]) ? shared : i;
      }
    }
    return shared;
  }
}
