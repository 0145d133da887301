package org.zerosum.io;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.DataException;

/**
 * A model in the ONNX format with one float32 input, run by ONNX Runtime on the CPU. To be closed by who opened it.
 *
 * <p>ONNX Runtime is an optional dependency ({@code com.microsoft.onnxruntime:onnxruntime}) and used in this class only: without it
 * on the class path, the first use of this class throws {@link NoClassDefFoundError}. Equal inputs give equal outputs on one
 * machine with one number of threads; that other machines agree to the last bit is not promised, unlike everywhere else.
 */
public final class OnnxModel implements AutoCloseable {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String inputName;
  private final int[] inputShape;

  private OnnxModel(Path file, OrtEnvironment environment, OrtSession session) throws OrtException {
    this.file = file;
    this.environment = environment;
    this.session = session;
    Map<String, NodeInfo> inputs = session.getInputInfo();
    if (inputs.size() != 1) {
      throw new DataException(file + ": the model has inputs " + inputs.keySet() + " but must have one, the images");
    }
    inputName = inputs.keySet().iterator().next();
    inputShape = floatShape("input", inputs.get(inputName));
  }

  /**
   * Opens a model.
   *
   * @param threads of its operations, at least 1
   * @throws DataException if the file is missing, no model, or of other inputs or outputs than float32
   * @throws NoClassDefFoundError if ONNX Runtime is not on the class path
   */
  public static OnnxModel open(Path file, int threads) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": no such file; give the path of an ONNX model");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setDeterministicCompute(true);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return new OnnxModel(file, environment, session);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new DataException(file + ": ONNX Runtime cannot open the model (" + reason(e) + "); export it again", e);
    }
  }

  private static String reason(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given").strip();
  }

  private int[] floatShape(String what, NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
      return Arrays.stream(tensor.getShape()).mapToInt(Math::toIntExact).toArray();
    }
    throw new DataException(file + ": the " + what + " " + node.getName() + " is " + node.getInfo() + " but must be a float32 tensor");
  }

  /** The input's extents, −1 where they are free; a fresh array. */
  public int[] inputShape() {
    return inputShape.clone();
  }

  /** The outputs' names in the model's order. */
  public List<String> outputNames() {
    return new ArrayList<>(session.getOutputNames());
  }

  /**
   * An output's extents, −1 where they are free.
   *
   * @throws DataException if there is no such output or it is not float32
   */
  public int[] outputShape(String output) {
    try {
      NodeInfo node = session.getOutputInfo().get(output);
      if (node == null) {
        throw new DataException(file + ": there is no output '" + output + "'; the model's are " + session.getOutputNames());
      }
      return floatShape("output", node);
    } catch (OrtException e) {
      throw new DataException(file + ": ONNX Runtime cannot describe the outputs (" + reason(e) + ")", e);
    }
  }

  /**
   * Runs the model.
   *
   * @param x row-major, of the shape's count
   * @param outputs names
   * @return the outputs in the order asked for, row-major
   * @throws DataException if the model fails or does not take this shape
   */
  public List<float[]> run(float[] x, int[] shape, List<String> outputs) {
    long[] extents = Arrays.stream(shape).asLongStream().toArray();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), extents);
        OrtSession.Result result = session.run(Map.of(inputName, input), new LinkedHashSet<>(outputs))) {
      List<float[]> values = new ArrayList<>();
      for (String output : outputs) {
        FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
        float[] copy = new float[buffer.remaining()];
        buffer.get(copy);
        values.add(copy);
      }
      return values;
    } catch (OrtException e) {
      throw new DataException(file + ": the model failed on samples of shape " + Arrays.toString(shape) + " (" + reason(e)
          + "); give it what it was made for", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close " + file, e);
    }
  }
}
