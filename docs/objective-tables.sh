#!/usr/bin/env bash
# Trains the same networks with each objective for the same number of steps, evaluates them with one extractor, and prints a table in
# Markdown; puts the last samples of all runs side by side into a picture.
#
#   docs/objective-tables.sh MNIST [STEPS]      a folder or file with MNIST's images and labels; 1000 steps take about ten minutes
#
# Runs, extractor and picture lie in target/objectives. What is there already is not made again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=${1:?"give the path of MNIST's images"}
steps=${2:-1000}
out=target/objectives
mkdir -p "$out"

# The launcher has built the jar by the time it is needed here; it finds a JDK 25 in more places than this.
java25() {
  local home
  for home in "${ZEROSUM_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [[ -n $home && -x $home/bin/java ]] && grep -Eqs '^JAVA_VERSION="25([."+-]|$)' "$home/release"; then
      echo "$home/bin/java"
      return
    fi
  done
  echo "objective-tables: no JDK 25 was found; name its folder in ZEROSUM_JAVA" >&2
  exit 1
}

names=()
train() {
  local name=$1
  shift
  names+=("$name")
  if [[ ! -f $out/$name/evaluation.json ]]; then
    rm -rf "${out:?}/$name"
    ./zerosum train --data "$data" --out "$out/$name" --steps "$steps" --base-channels 32 --device vector --seed 1 --label-smoothing 0 \
      --spectral-norm --beta1 0 --beta2 0.9 --learning-rate-d 4e-4 --learning-rate-g 4e-4 --sample-every "$steps" --samples 36 "$@" >&2
    ./zerosum evaluate "$out/$name" --extractor "$out/extractor.safetensors" --device vector >/dev/null
  fi
}

train saturating --objective saturating
train non-saturating
train non-saturating-r1 --r1 1
train least-squares --objective least-squares
train hinge --objective hinge
train wasserstein-gp --objective wasserstein --gradient-penalty 10
train relativistic-average --objective relativistic-average


"$(java25)" -cp target/classes docs/ObjectiveTables.java "$out" "${names[@]}"
