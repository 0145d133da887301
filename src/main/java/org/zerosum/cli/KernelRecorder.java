package org.zerosum.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/**
 * Passes calls on to a device and, while it is asked to, keeps a print of everything that each of them read and wrote. Memory
 * grows by some hundred bytes per call; whole values are kept of a single call, if it is asked for.
 *
 * <p>A proxy, so that a new operation is recorded as soon as it exists: tensors are its results first, then what it reads
 * ({@link #results}).
 */
final class KernelRecorder {
  private static final int NONE = -1;

  private final Kernels device;
  private final Kernels kernels;
  private boolean recording;
  private int wanted = NONE;
  private List<KernelCall> calls = new ArrayList<>();

  /** The elements of a storage that an operand names. */
  private record Part(String name, String shape, Storage storage, int offset, int stride, int rows, int length, boolean isRead) {
    static Part whole(String name, Tensor tensor, boolean isRead) {
      return new Part(name, tensor.shape().toString(), tensor.storage(), 0, 0, 1, tensor.count(), isRead);
    }

    static Part of(String name, Storage storage, int offset, int stride, int rows, int length, boolean isRead) {
      String shape = rows == 1 ? "[" + length + "]" : "[" + rows + ", " + length + "]";
      return new Part(name, shape, storage, offset, stride, rows, length, isRead);
    }
  }

  KernelRecorder(Kernels device) {
    this.device = device;
    this.kernels = (Kernels) Proxy.newProxyInstance(KernelRecorder.class.getClassLoader(), new Class<?>[] {Kernels.class},
        (_, method, args) -> call(method, args == null ? new Object[0] : args));
  }

  /** What a backend is made of. */
  Kernels kernels() {
    return kernels;
  }

  /**
   * Keeps prints from now on.
   *
   * @param call also keep the values of this call, counted from 0; −1 for none
   */
  void start(int call) {
    recording = true;
    wanted = call;
    calls = new ArrayList<>();
  }

  /** Ends the recording and gives it. */
  List<KernelCall> stop() {
    recording = false;
    List<KernelCall> recorded = calls;
    calls = new ArrayList<>();
    return recorded;
  }

  private Object call(Method method, Object[] args) throws Throwable {
    if (method.getName().equals("overlaps")) {
      // Operations that are looked at one by one have the same order on all devices.
      return false;
    }
    List<Part> parts = recording ? parts(method, args) : List.of();
    if (parts.isEmpty()) {
      return invoke(method, args);
    }
    boolean keep = calls.size() == wanted;
    List<float[]> before = new ArrayList<>();
    List<KernelCall.Print> printsBefore = new ArrayList<>();
    for (Part part : parts) {
      float[] values = part.isRead ? read(part) : null;
      printsBefore.add(values == null ? null : KernelCall.Print.of(values));
      before.add(keep ? values : null);
    }
    Object result = invoke(method, args);
    List<KernelCall.Operand> operands = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      float[] after = read(parts.get(i));
      operands.add(new KernelCall.Operand(parts.get(i).name, parts.get(i).shape, printsBefore.get(i), KernelCall.Print.of(after),
          keep ? new KernelCall.Values(before.get(i), after) : null));
    }
    calls.add(new KernelCall(name(method, args), operands, settings(method, args)));
    return result;
  }

  private Object invoke(Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(device, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private float[] read(Part part) {
    int from = part.offset;
    int span = (part.rows - 1) * part.stride + part.length;
    float[] all = new float[span];
    device.read(part.storage, from, all, 0, span);
    if (part.rows == 1 || part.stride == part.length) {
      return all;
    }
    float[] values = new float[part.rows * part.length];
    for (int row = 0; row < part.rows; row++) {
      System.arraycopy(all, row * part.stride, values, row * part.length, part.length);
    }
    return values;
  }

  private static String name(Method method, Object[] args) {
    return args[0] instanceof UnaryOp || args[0] instanceof BinaryOp ? method.getName() + " " + Words.of((Enum<?>) args[0])
        : method.getName();
  }

  /** How many of the first tensors are only written. */
  private static int results(String operation) {
    return switch (operation) {
      case "sgd", "adam", "movingAverage", "clipByNorm" -> 0;
      case "generatorLoss", "softmaxCrossEntropy", "rectifierBackward" -> 2;
      case "discriminatorLoss", "batchNormTraining", "batchNormBackward" -> 3;
      default -> 1;
    };
  }

  private static List<Part> parts(Method method, Object[] args) {
    switch (method.getName()) {
      case "fill" -> {
        Storage target = (Storage) args[0];
        return List.of(Part.of("target", target, 0, 0, 1, target.count(), false));
      }
      case "write" -> {
        return List.of(Part.of("target", (Storage) args[0], (int) args[1], 0, 1, (int) args[4], false));
      }
      case "copyRuns" -> {
        int rows = (int) args[6];
        int length = (int) args[7];
        return List.of(Part.of("target", (Storage) args[0], (int) args[1], (int) args[2], rows, length, false),
            Part.of("source", (Storage) args[3], (int) args[4], (int) args[5], rows, length, true));
      }
      default -> {
        Parameter[] parameters = method.getParameters();
        int results = results(method.getName());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
          if (parameters[i].getType() == Tensor.class) {
            results--;
            if (args[i] != null) {
              parts.add(Part.whole(parameters[i].getName(), (Tensor) args[i], results < 0));
            }
          }
        }
        return parts;
      }
    }
  }

  private static Map<String, String> settings(Method method, Object[] args) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      boolean memory = args[i] == null || args[i] instanceof Tensor || args[i] instanceof Storage || args[i] instanceof float[];
      if (!memory) {
        settings.put(method.getParameters()[i].getName(), args[i] instanceof Enum<?> word ? Words.of(word) : args[i].toString());
      }
    }
    return settings;
  }
}
