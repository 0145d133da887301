package org.zerosum.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.zerosum.backend.DeviceInfo;
import org.zerosum.backend.DeviceState;
import org.zerosum.backend.Devices;
import org.zerosum.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zerosum devices}. */
@Command(name = "devices", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Lists what can compute on this machine, and what --device auto would choose and why.",
    description = {"", "A machine without OpenCL is an ordinary answer: scalar and vector need none.", ""})
final class DevicesCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  DevicesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<DeviceInfo> devices = Devices.list();
    Devices.Choice choice = Devices.choose("auto");
    if (json) {
      session.terminal().out().print(Json.writePretty(document(devices, choice)));
    } else {
      print(devices, choice);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(List<DeviceInfo> devices, Devices.Choice choice) {
    List<Object> list = new ArrayList<>();
    for (DeviceInfo device : devices) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("device", device.spec());
      entry.put("name", device.name());
      entry.put("kind", device.kind());
      entry.put("details", device.details());
      entry.put("usable", device.usable());
      state(device).ifPresent(state -> {
        entry.put("tested", state.test() == DeviceState.Test.DONE);
        entry.put("tuned", state.tuned());
        entry.put("quarantined", state.quarantined());
      });
      list.add(entry);
    }
    Map<String, Object> auto = new LinkedHashMap<>();
    auto.put("device", choice.spec());
    auto.put("reason", choice.reason());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("devices", list);
    document.put("auto", auto);
    document.put("opencl", Devices.openClAvailability());
    document.put("cache", Devices.cache());
    return document;
  }

  /** What is remembered about an OpenCL device that can be opened. */
  private static Optional<DeviceState> state(DeviceInfo device) {
    return device.usable() && device.spec().startsWith("opencl") ? Optional.of(Devices.state(device.spec())) : Optional.empty();
  }

  private void print(List<DeviceInfo> devices, Devices.Choice choice) {
    PrintWriter out = session.terminal().out();
    int width = devices.stream().mapToInt(device -> device.spec().length()).max().orElse(0);
    for (DeviceInfo device : devices) {
      out.println(device.spec() + " ".repeat(width - device.spec().length() + 2) + device.name() + " (" + device.kind()
          + ")");
      detail(width, device.details());
      detail(width, device.usable() ? "" : "cannot be used");
      state(device).ifPresent(state -> {
        detail(width, switch (state.test()) {
          case PENDING -> "kernels not tested yet: the first opening does that";
          case IMPOSSIBLE -> "kernels not tested: its own arithmetic is not bit-equal";
          case DONE -> "kernels tested; " + (state.quarantined().isEmpty() ? "all right" : "quarantined are:");
        });
        state.quarantined().forEach(one -> detail(width, one));
        detail(width, state.tuned().isEmpty() ? "the usual tiles ('zerosum tune' searches for faster ones)"
            : "tuned tiles for " + String.join(", ", state.tuned()));
      });
    }
    if (devices.stream().noneMatch(device -> device.spec().startsWith("opencl"))) {
      out.println(Devices.openClAvailability());
    }
    out.println("cache: " + Devices.cache());
    out.println("auto chooses " + choice.spec() + ": " + choice.reason());
  }

  private void detail(int width, String text) {
    if (text != null && !text.isBlank()) {
      session.terminal().out().println(" ".repeat(width + 2) + text);
    }
  }
}
