package org.zerosum.nn;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what the layers of a network declare, under names such as {@code 3.weight}: their path, then the field. */
public final class Declarations {
  private final String prefix;
  private final Map<String, Parameter> parameters;
  private final Map<String, Parameter> buffers;

  Declarations() {
    this("", new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  private Declarations(String prefix, Map<String, Parameter> parameters, Map<String, Parameter> buffers) {
    this.prefix = prefix;
    this.parameters = parameters;
    this.buffers = buffers;
  }

  /** The same collection with one more step in the path. */
  public Declarations in(String name) {
    return new Declarations(prefix + name + ".", parameters, buffers);
  }

  /** Declares numbers that are trained. */
  public void parameter(String name, Parameter parameter) {
    put(parameters, name, parameter);
  }

  /** Declares numbers that are part of the state but not trained, for example running statistics. */
  public void buffer(String name, Parameter buffer) {
    put(buffers, name, buffer);
  }

  private void put(Map<String, Parameter> map, String name, Parameter parameter) {
    if (parameters.containsKey(prefix + name) || buffers.containsKey(prefix + name)) {
      throw new IllegalArgumentException("two layers declare " + prefix + name + "; every path must be used once");
    }
    if (parameters.containsValue(parameter) || buffers.containsValue(parameter)) {
      throw new IllegalArgumentException(prefix + name + " is declared twice; use a layer once per network");
    }
    map.put(prefix + name, parameter);
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  Map<String, Parameter> buffers() {
    return buffers;
  }
}
