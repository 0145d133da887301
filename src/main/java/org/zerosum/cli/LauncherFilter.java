package org.zerosum.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * The launcher's filter, which takes the runtime's announcement of the incubating module out of stderr. It is a process
 * of its own and may be a moment behind, even behind our end; so once the runtime has started, stderr is taken back
 * with {@code dup2}.
 */
final class LauncherFilter {
  private static final int STDERR = 2;

  private LauncherFilter() {}

  /** Makes stderr what it was for the launcher, which keeps it under the descriptor that ZEROSUM_STDERR names. */
  static void leave(Map<String, String> environment) {
    String kept = environment.getOrDefault("ZEROSUM_STDERR", "");
    if (!kept.matches("[0-9]{1,3}")) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle dup2 = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int _ = (int) dup2.invokeExact(Integer.parseInt(kept), STDERR);
    } catch (Throwable _) {
      // Then messages go through the filter: late perhaps, but whole.
    }
  }
}
