#!/usr/bin/env bash
# Runs the benchmarks of docs/benchmarks.md and prints its tables, in Markdown.
#   docs/benchmark-tables.sh [--quick] [--out DIR] [--device SPEC]... [PEERS.jsonl]...
# --quick   few and short runs, to see that all works; no figures to publish
# --out     where the JSON documents go (target/benchmarks); with --render only the tables are made of what lies there
# --device  default: vector and opencl, measured in turns
# PEERS     results of other programs, one JSON object a line (docs/BenchmarkTables.java says which keys)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/target/benchmarks
devices=()
peers=()
timing=()
render=false

fail() {
  echo "benchmark-tables: $1" >&2
  exit "${2:-2}"
}

while (($#)); do
  case $1 in
    --quick) timing=(--warm-up 0 --runs 1) ;;
    --render) render=true ;;
    --out | --device)
      [[ $# -ge 2 ]] || fail "$1 needs a value"
      if [[ $1 == --out ]]; then out=$2; else devices+=(--device "$2"); fi
      shift ;;
    *.jsonl) [[ -r $1 ]] || fail "$1 cannot be read"; peers+=("$1") ;;
    *) fail "'$1' is neither an option nor a .jsonl file; the head of this script says what there is" ;;
  esac
  shift
done
((${#devices[@]})) || devices=(--device vector --device opencl)

# The launcher has built the jar by the time it is needed here; it finds a JDK 25 in more places than this.
java25() {
  local home
  for home in "${ZEROSUM_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -n $home && -x $home/bin/java ]] && grep -Eqs '^JAVA_VERSION="25([."+-]|$)' "$home/release"; then
      echo "$home/bin/java"
      return
    fi
  done
  fail "no JDK 25 was found; name its folder in ZEROSUM_JAVA" 1
}

number=0
bench() {
  number=$((number + 1))
  local file
  file=$out/$(printf '%03d' "$number")-$1.json
  echo "benchmark-tables: $*" >&2
  "$root/zerosum" bench "$@" "${devices[@]}" ${timing[@]+"${timing[@]}"} --json >"$file.part"
  mv "$file.part" "$file"
}

convolutions() {
  local pass
  for pass in forward backward-input backward-weight; do
    bench conv2d --in-channels 3 --out-channels 64 --image-size 32 --pass "$pass"
    bench conv2d --in-channels 64 --out-channels 128 --image-size 16 --pass "$pass"
    bench conv2d --in-channels 128 --out-channels 256 --image-size 8 --pass "$pass"
    bench conv-transpose2d --in-channels 256 --out-channels 128 --image-size 4 --pass "$pass"
    bench conv-transpose2d --in-channels 128 --out-channels 64 --image-size 8 --pass "$pass"
    bench conv-transpose2d --in-channels 64 --out-channels 3 --image-size 16 --pass "$pass"
  done
}

all() {
  bench train-step
  bench train-step --image-size 64 --batch-size 32
  bench train-step --channels 1 --batch-size 16
  bench train-step --channels 1 --batch-size 64
  bench train-step --channels 1 --batch-size 256
  for size in 512 1024 2048; do
    bench matmul --m "$size" --n "$size" --k "$size"
  done
  # G's first layer and its weight gradient; D's last layer and its input gradient.
  bench matmul --m 64 --n 4096 --k 100
  bench matmul --m 100 --n 4096 --k 64 --transpose-a
  bench matmul --m 64 --n 1 --k 4096
  bench matmul --m 64 --n 4096 --k 1
  convolutions
  bench batch-norm --channels 256 --image-size 4
  bench batch-norm --channels 128 --image-size 8
  bench batch-norm --channels 64 --image-size 16
  bench adam
}

# PoCL takes its number of threads from the environment.
one_thread() {
  export POCL_MAX_PTHREAD_COUNT=1
  bench train-step --threads 1
  bench matmul --m 1024 --n 1024 --k 1024 --threads 1
  bench conv2d --threads 1
  bench conv-transpose2d --in-channels 128 --out-channels 64 --image-size 8 --threads 1
}

if ! $render; then
  mkdir -p "$out"
  rm -f "$out"/*.json "$out"/*.part
  all
  one_thread
fi
compgen -G "$out/*.json" >/dev/null || fail "there are no results in $out; run without --render first"
jar=$(ls "$root"/target/zerosum-*.jar 2>/dev/null | grep -vE -- '-(sources|javadoc|tests)\.jar$' | head -n 1) ||
  fail "there is no jar in $root/target; run ./zerosum once, which builds it" 1
java=$(java25)
"$java" -Dstdout.encoding=UTF-8 -cp "$jar" "$root/docs/BenchmarkTables.java" "$out"/*.json ${peers[@]+"${peers[@]}"}
