package org.zerosum.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    List<Devices.DeviceInfo> devices = Devices.list();
    Devices.Choice choice = Devices.choose("auto", 0);
    if (json) {
      session.terminal().out().print(Json.writePretty(document(devices, choice)));
    } else {
      print(devices, choice);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(List<Devices.DeviceInfo> devices, Devices.Choice choice) {
    List<Object> list = new ArrayList<>();
    for (Devices.DeviceInfo device : devices) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("device", device.spec());
      entry.put("name", device.name());
      entry.put("kind", device.kind());
      entry.put("details", device.details());
      entry.put("bit_equal", device.bitEqual());
      entry.put("remark", device.remark());
      list.add(entry);
    }
    Map<String, Object> auto = new LinkedHashMap<>();
    auto.put("device", choice.device());
    auto.put("reason", choice.reason());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("devices", list);
    document.put("auto", auto);
    return document;
  }

  private void print(List<Devices.DeviceInfo> devices, Devices.Choice choice) {
    PrintWriter out = session.terminal().out();
    int width = devices.stream().mapToInt(device -> device.spec().length()).max().orElse(0);
    for (Devices.DeviceInfo device : devices) {
      out.println(device.spec() + " ".repeat(width - device.spec().length() + 2) + device.name() + " (" + device.kind() + ")");
      detail(width, device.details());
      detail(width, device.bitEqual() ? "" : "not bit-equal with the other devices");
      detail(width, device.remark());
    }
    if (devices.stream().noneMatch(device -> device.spec().startsWith("opencl"))) {
      out.println("no OpenCL device was found; on Debian a CPU one comes with: apt install pocl-opencl-icd ocl-icd-libopencl1");
    }
    out.println("auto chooses " + choice.device() + ": " + choice.reason());
  }

  private void detail(int width, String text) {
    if (text != null && !text.isBlank()) {
      session.terminal().out().println(" ".repeat(width + 2) + text);
    }
  }
}
