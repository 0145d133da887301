package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which form of each {@link KernelUnit} a device runs.
 *
 * @param forms one for each unit
 * @param quarantined what gave wrong bits, in the order in which it was found
 * @param tested whether all forms were tested and are right
 */
public record KernelPlan(Map<KernelUnit, KernelForm> forms, List<Quarantine> quarantined, boolean tested) {
  /**
   * A form that is not used, since it gave wrong bits.
   *
   * @param why one sentence: the operation, its shapes, and the first difference
   */
  public record Quarantine(KernelUnit unit, KernelForm form, String why) {
    /** Keeps the sentence on one line. */
    public Quarantine {
      why = why.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }
  }

  /** Keeps copies. */
  public KernelPlan {
    forms = Collections.unmodifiableMap(new EnumMap<>(forms));
    quarantined = List.copyOf(quarantined);
  }

  /** Tuned forms where there are some. */
  static KernelPlan of(Tuning tuning) {
    Map<KernelUnit, KernelForm> forms = new EnumMap<>(KernelUnit.class);
    for (KernelUnit unit : KernelUnit.values()) {
      forms.put(unit, tuning.tiles(unit).isPresent() ? KernelForm.TUNED : KernelForm.STANDARD);
    }
    return new KernelPlan(forms, List.of(), false);
  }

  /** The form that runs. */
  public KernelForm form(KernelUnit unit) {
    return forms.get(unit);
  }

  /** The plan with a unit's form quarantined and the next in its place. */
  public KernelPlan without(KernelUnit unit, String why) {
    Map<KernelUnit, KernelForm> changed = new EnumMap<>(forms);
    changed.put(unit, form(unit).next());
    List<Quarantine> more = new ArrayList<>(quarantined);
    more.add(new Quarantine(unit, form(unit), why));
    return new KernelPlan(changed, more, false);
  }

  /** The same plan after a test of all its forms. */
  public KernelPlan afterTest() {
    return new KernelPlan(forms, quarantined, true);
  }

  /** One sentence for each form that is quarantined. */
  List<String> sentences(DeviceClass own) {
    return quarantined.stream().map(one -> one.unit.label() + ", " + one.form.label(own) + ": " + one.why + "; "
        + (one.form.next() == KernelForm.REFUSED ? "nothing replaces them" : one.form.next().label(own) + " come next")).toList();
  }

  /** Why a unit's operations are refused, or null if they are not. */
  String refusal(KernelUnit unit, String device) {
    if (form(unit) != KernelForm.REFUSED) {
      return null;
    }
    return device + " refuses " + unit.label() + ": all of its kernels for that gave wrong bits when they were tested; "
        + "'zerosum devices' names them. Use another device, such as vector, or another version of the driver.";
  }

  /** As {@link #parse} reads it. */
  String text() {
    StringBuilder text = new StringBuilder();
    forms.forEach((unit, form) -> text.append("form ").append(unit).append(' ').append(form).append('\n'));
    quarantined.forEach(one -> text.append("quarantine ").append(one.unit).append(' ').append(one.form).append(' ').append(one.why)
        .append('\n'));
    return text.append(tested ? "tested\n" : "").toString();
  }

  /** Reads a plan; nothing if it is none, or one of another version. */
  static Optional<KernelPlan> parse(String text) {
    Map<KernelUnit, KernelForm> forms = new EnumMap<>(KernelUnit.class);
    List<Quarantine> quarantined = new ArrayList<>();
    boolean tested = false;
    try {
      for (String line : text.lines().toList()) {
        if (line.equals("tested")) {
          tested = true;
          continue;
        }
        String[] words = line.split(" ", 4);
        KernelUnit unit = KernelUnit.valueOf(words[1]);
        KernelForm form = KernelForm.valueOf(words[2]);
        if (words[0].equals("form")) {
          forms.put(unit, form);
        } else {
          quarantined.add(new Quarantine(unit, form, words[3]));
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
    return forms.size() == KernelUnit.values().length ? Optional.of(new KernelPlan(forms, quarantined, tested))
        : Optional.empty();
  }
}
