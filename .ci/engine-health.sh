#!/bin/sh
# The tests of native/engine under AddressSanitizer (with its leak check; those of native/sweep and native/bulk too), under
# Valgrind's memcheck, and as far as it can be had under Miri and ThreadSanitizer; then what memory ten and a hundred
# million steps leave behind, of the engine and from JavaScript: `.ci/engine-health.sh [PART]...`, of asan memcheck leak
# miri tsan. Needs Linux on x86-64, cargo, valgrind and Node; Miri and ThreadSanitizer want the nightly toolchain with
# miri and rust-src, and are left out with a line without them. Ends with 1 at the first finding.
#
# On two processors at a load of 2 to 5: asan 20 seconds, memcheck three minutes, miri a quarter of an hour, tsan two
# minutes (of native/pool and native/bulk too), leak 16 seconds. What they said when this was written: no error, no leak, no
# race; no byte more after the steps. Left out of Miri is the pool: single tests of it did not end there in minutes.
set -eu
cd "$(dirname "$0")/../native"
target=x86_64-unknown-linux-gnu
# Few random nets, where each takes a hundred times as long.
export PROPTEST_CASES=8 KNHK_WATCHED=1
parts=${*:-asan memcheck miri tsan leak}

asan() {
  RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address ASAN_OPTIONS=detect_leaks=1 \
    cargo test --package knhk-engine --package knhk-sweep --package knhk-bulk --lib --tests \
    --target $target --target-dir target/asan
}

memcheck() {
  cargo test --package knhk-engine --lib --tests --no-run --target-dir target/memcheck
  for name in knhk_engine step instances join feature plain wide corpus allocation; do
    # The newest of a name; older builds lie beside it.
    test=$(find target/memcheck/debug/deps -name "$name-*" -type f -perm -u+x -printf '%T@ %p\n' | sort -rn | head -1 | cut -d' ' -f2)
    # libtest runs each test in a thread and keeps what it says: no leak, but still reachable.
    KNHK_STEPS=100000 valgrind --quiet --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite \
      --show-leak-kinds=definite "$test"
  done
}

leak() {
  unset KNHK_WATCHED
  KNHK_STEPS=10000000 cargo test --release --package knhk-engine --test allocation
  for kind in portable native; do
    node --expose-gc --conditions=knhk-source --disable-warning=ExperimentalWarning ../test/leak.ts $kind 100000000
  done
}

miri() {
  if ! cargo +nightly miri --version >/dev/null 2>&1; then
    echo "miri: left out; rustup component add miri rust-src --toolchain nightly"
    return 0
  fi
  # Without the corpus, whose million records would take days. Isolation is off for the files that proptest looks for.
  PROPTEST_CASES=2 KNHK_STEPS=2000 MIRIFLAGS=-Zmiri-disable-isolation \
    cargo +nightly miri test --package knhk-engine --lib --test step --test instances --test join --test feature \
    --test plain --test wide --test allocation --target-dir target/miri
}

tsan() {
  source=$(rustc +nightly --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library
  if [ ! -d "$source" ]; then
    echo "tsan: left out; rustup component add rust-src --toolchain nightly"
    return 0
  fi
  # The standard library is built anew: what it does between threads is to be seen as well.
  RUSTFLAGS=-Zsanitizer=thread cargo +nightly test -Zbuild-std \
    --package knhk-engine --package knhk-pool --package knhk-bulk --lib --tests \
    --target $target --target-dir target/tsan
}

for part in $parts; do
  echo "== $part"
  $part
done
