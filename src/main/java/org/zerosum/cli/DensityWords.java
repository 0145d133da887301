package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zerosum.data.GaussianMixture;
import org.zerosum.theory.Component;
import org.zerosum.theory.Distribution;
import org.zerosum.theory.Mixture;
import org.zerosum.theory.PointMasses;

/**
 * Distributions as the command line spells them: a name, or a sum such as {@code 0.3*normal(-1,0.4)+0.7*normal(1,0.4)}.
 *
 * <p>{@code normal(mean,deviation)} and {@code uniform(low,high)} lie on the line, {@code normal(x,y,deviation)} and
 * {@code uniform(x,y,x',y')} in the plane, {@code point(x)} and {@code point(x,y)} are discrete. Weights are all given or none.
 */
final class DensityWords {
  /** For help texts. */
  static final String FORMS = "two, wide-ring, ring, grid, die, loaded-die, or a sum of normal(m,s), uniform(a,b), point(x) or, in the"
      + " plane, normal(x,y,s), uniform(x,y,x',y'), point(x,y) with weights, for example 0.3*normal(-1,0.4)+0.7*normal(1,0.4)";

  private static final Pattern TERM = Pattern.compile("(?:([^*]+)\\*)?(normal|uniform|point)\\(([^()]*)\\)");

  private record Term(Double weight, String kind, double[] numbers) {}

  private DensityWords() {}

  /**
   * Reads a distribution.
   *
   * @param option whose value it is, for the message
   * @throws UsageException if it is neither a name nor such a sum
   */
  static Distribution parse(String option, String words) {
    try {
      return switch (words) {
        case "two" -> sum("normal(-1,0.4)+normal(1,0.4)");
        case "wide-ring" -> modes(GaussianMixture.ring(1, 0), 0.15);
        case "ring" -> modes(GaussianMixture.ring(1, 0), GaussianMixture.ring(1, 0).standardDeviation());
        case "grid" -> modes(GaussianMixture.grid(1, 0), GaussianMixture.grid(1, 0).standardDeviation());
        case "die" -> sum("point(1)+point(2)+point(3)+point(4)+point(5)+point(6)");
        case "loaded-die" -> sum("0.1*point(1)+0.1*point(2)+0.1*point(3)+0.1*point(4)+0.1*point(5)+0.5*point(6)");
        default -> sum(words);
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " '" + words + "': " + e.getMessage());
    }
  }

  private static Distribution modes(GaussianMixture data, double deviation) {
    Component[] components = new Component[data.modes()];
    for (int mode = 0; mode < components.length; mode++) {
      components[mode] = new Component.Normal(new double[] {data.centreX(mode), data.centreY(mode)}, deviation);
    }
    return Mixture.of(components);
  }

  private static Distribution sum(String words) {
    List<Term> terms = new ArrayList<>();
    // A plus sign between terms stands behind a bracket; those of numbers do not.
    for (String part : words.replaceAll("\\s", "").split("(?<=\\))\\+")) {
      terms.add(term(part));
    }
    double[] weights = weights(terms);
    List<Term> points = terms.stream().filter(term -> term.kind.equals("point")).toList();
    if (points.isEmpty()) {
      return new Mixture(weights, terms.stream().map(DensityWords::component).toList());
    }
    if (points.size() < terms.size()) {
      throw new IllegalArgumentException("points cannot be mixed with densities; use only points or none");
    }
    return new PointMasses(points.stream().map(Term::numbers).toList(), weights);
  }

  private static Term term(String part) {
    Matcher matcher = TERM.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + part + "' is not known; give " + FORMS);
    }
    Double weight = matcher.group(1) == null ? null : number(matcher.group(1));
    return new Term(weight, matcher.group(2), Arrays.stream(matcher.group(3).split(",", -1)).mapToDouble(DensityWords::number).toArray());
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number");
    }
  }

  private static double[] weights(List<Term> terms) {
    long given = terms.stream().filter(term -> term.weight != null).count();
    if (given != 0 && given != terms.size()) {
      throw new IllegalArgumentException(given + " of " + terms.size() + " terms have a weight; give one to all or to none");
    }
    return terms.stream().mapToDouble(term -> given == 0 ? 1.0 / terms.size() : term.weight).toArray();
  }

  private static Component component(Term term) {
    double[] n = term.numbers;
    return switch (term.kind + n.length) {
      case "normal2" -> new Component.Normal(new double[] {n[0]}, n[1]);
      case "normal3" -> new Component.Normal(new double[] {n[0], n[1]}, n[2]);
      case "uniform2" -> new Component.Uniform(new double[] {n[0]}, new double[] {n[1]});
      case "uniform4" -> new Component.Uniform(new double[] {n[0], n[1]}, new double[] {n[2], n[3]});
      default -> throw new IllegalArgumentException(term.kind + " takes " + (term.kind.equals("normal") ? "2 or 3" : "2 or 4")
          + " numbers, not " + n.length);
    };
  }
}
