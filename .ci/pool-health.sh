#!/bin/sh
# The tests of native/pool under AddressSanitizer (with its leak check) and under Valgrind's memcheck: `.ci/pool-health.sh`.
# Needs Linux on x86-64, cargo and valgrind. Ends with 1 at the first finding. About ten minutes on two processors.
#
# What they said when this was written: nothing, no error and no leak. Valgrind's own leak check is left out, for it takes
# what libtest keeps for its main thread as lost. So are helgrind and drd: tried, they report each atomic as a race, and the
# locks of std, which they do not know. What threads may see of each other is for `npm run loom`.
set -eu
cd "$(dirname "$0")/../native"

RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address ASAN_OPTIONS=detect_leaks=1 \
  cargo test --package knhk-pool --lib --tests --target x86_64-unknown-linux-gnu --target-dir target/asan

cargo test --package knhk-pool --lib --tests --no-run --target-dir target/memcheck
for name in knhk_pool chunks scope stress; do
  # The newest of a name; older builds lie beside it.
  test=$(find target/memcheck/debug/deps -name "$name-*" -type f -perm -u+x -printf '%T@ %p\n' | sort -rn | head -1 | cut -d' ' -f2)
  skip=""
  # Millions of steps by one thread, of which none allocates: an hour under Valgrind, and for nothing.
  [ "$name" = knhk_pool ] && skip="--skip a_deque_goes_round"
  valgrind --quiet --error-exitcode=1 --fair-sched=try "$test" $skip
done
