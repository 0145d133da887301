package org.zerosum.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the user's own, found on a class path that is given on the command line; closed together with its loader. */
final class UserClass implements AutoCloseable {
  private final String name;
  private final URLClassLoader loader;
  private final Class<?> type;

  private UserClass(String name, URLClassLoader loader, Class<?> type) {
    this.name = name;
    this.loader = loader;
    this.type = type;
  }

  /**
   * Finds a class.
   *
   * @param name with its package, and {@code $} before the name of a nested class
   * @param paths folders and jars, each possibly several that are separated as in Java's own class path
   * @throws UsageException if a path does not exist or the class is not there or cannot be loaded
   */
  static UserClass open(String name, List<String> paths) {
    List<URL> urls = new ArrayList<>();
    for (String list : paths) {
      for (String one : list.split(File.pathSeparator)) {
        urls.add(url(one));
      }
    }
    URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), UserClass.class.getClassLoader());
    try {
      return new UserClass(name, loader, Class.forName(name, true, loader));
    } catch (ClassNotFoundException _) {
      close(loader);
      throw new UsageException("--class " + name + " was not found " + (paths.isEmpty() ? "and no --classpath is given"
          : "in " + String.join(File.pathSeparator, paths)) + "; give its name with the package, and the folder or jar that holds it");
    } catch (LinkageError e) {
      close(loader);
      throw new UsageException("--class " + name + " could not be loaded (" + e + "); compile it against this version, for Java 25 or"
          + " older, and name all that it needs with --classpath");
    }
  }

  private static URL url(String path) {
    try {
      Path file = Path.of(path);
      if (!Files.exists(file)) {
        throw new UsageException("--classpath: there is no file or folder " + path + "; check the path");
      }
      return file.toUri().toURL();
    } catch (InvalidPathException | MalformedURLException e) {
      throw new UsageException("--classpath: '" + path + "' is not a path (" + e.getMessage() + ")");
    }
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an object of this class can be used as one of the given type. */
  boolean is(Class<?> wanted) {
    return wanted.isAssignableFrom(type);
  }

  /**
   * Makes an object by the public constructor without arguments.
   *
   * @throws UsageException if there is none or it fails
   */
  Object make() {
    try {
      return type.getConstructor().newInstance();
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException _) {
      throw new UsageException("--class " + name + " must be a public class with a public constructor without arguments");
    } catch (InvocationTargetException e) {
      throw new UsageException("--class " + name + ": its constructor threw " + e.getCause());
    }
  }

  @Override
  public void close() {
    close(loader);
  }
}
