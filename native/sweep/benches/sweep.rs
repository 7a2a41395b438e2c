//! What a sweep costs for each case, by every path that this machine has, over as many cases as fit the first cache,
//! the second, and a million: `npm run bench:native`. Units and method: `native/engine/benches/clock/mod.rs`. The
//! scalar path has no branch. Of `apply` the compiler makes vectors of it, those that every x86-64 has: that is `scalar
//! as compiled`, and `scalar`, to which the ratios are, is the same loop kept from that.
//!
//!     cargo bench -p knhk-sweep --bench sweep [-- --json]
#[path = "../../engine/benches/clock/mod.rs"]
mod clock;

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use clock::{Lap, best_and_median, cycles_per_nano, lap, to_f64};
use knhk_sweep::{Change, Path, Sweep};

const BATCHES: usize = 60;
/// Cases that a batch goes over at least, in several rounds where there are fewer.
const AT_LEAST: usize = 1 << 18;
/// Words of a state in an arena: of a net whose step takes a word of each kind, and of one of a hundred tasks. The
/// compiler is kept from knowing which, as it is in an engine.
const STATES: [(usize, &str); 2] = [(4, "tally of states of 4 words"), (13, "tally of states of 13 words")];

/// There and back, so that the next round finds what the first did.
const THERE: Change = Change { mask: 0b101, need: 0b001, clear: 0b001, set: 0b100 };
const BACK: Change = Change { mask: 0b101, need: 0b100, clear: 0b100, set: 0b001 };

struct Row {
    what: &'static str,
    path: &'static str,
    best: Lap,
    median: Lap,
}

fn measure(what: &'static str, path: &'static str, cases: usize, mut work: impl FnMut(usize)) -> Row {
    let rounds = AT_LEAST.div_ceil(cases).next_multiple_of(2);
    let each = to_f64((rounds * cases) as u64);
    (0..rounds).for_each(&mut work);
    let mut laps: Vec<Lap> = (0..BATCHES)
        .map(|_| lap(|| (0..rounds).for_each(&mut work)))
        .map(|Lap { nanos, ticks }| Lap { nanos: nanos / each, ticks: ticks / each })
        .collect();
    let (best, median) = best_and_median(&mut laps);
    Row { what, path, best, median }
}

/// The loop of the scalar path. Relaxed reads and writes are plain moves, of which the compiler makes no vectors; by
/// itself the loop is faster than inlined.
#[inline(never)]
fn one_by_one(change: Change, cases: &[AtomicU64]) -> usize {
    let mut taken = 0;
    for case in cases {
        let before = case.load(Relaxed);
        let fits = u64::from(before & change.mask == change.need);
        case.store(before ^ (before ^ (before & !change.clear | change.set)) & fits.wrapping_neg(), Relaxed);
        taken += usize::from(fits == 1);
    }
    taken
}

/// Numbers that look like chance, the same in each run.
fn chance() -> impl FnMut() -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

/// Cases that run, with bits by chance.
fn states(cases: usize, words: usize) -> Vec<u32> {
    let mut chance = chance();
    (0..cases * words).map(|at| if at.is_multiple_of(words) { 1 } else { low(chance()) }).collect()
}

fn rows(cases: usize) -> Vec<Row> {
    let mut random = chance();
    let markings: Vec<u64> = (0..cases).map(|_| random() & !0b100 | random() & 1).collect();
    let event = |round: usize| if round.is_multiple_of(2) { THERE } else { BACK };
    let mut rows = Vec::new();
    let own: Vec<AtomicU64> = markings.iter().copied().map(AtomicU64::new).collect();
    let name = "one event on many cases";
    rows.push(measure(name, "scalar", cases, |round| {
        black_box(one_by_one(event(round), black_box(&own)));
    }));
    let here = || Path::ALL.into_iter().filter_map(|path| Sweep::named(path.name()));
    for sweep in here() {
        let path = if sweep.path() == Path::Scalar { "scalar as compiled" } else { sweep.path().name() };
        let mut own = markings.clone();
        rows.push(measure(name, path, cases, |round| {
            black_box(sweep.apply(event(round), black_box(&mut own)));
        }));
        assert_eq!(own, markings, "what went there came back");
    }
    for (words, name) in STATES {
        let arena = states(cases, words);
        for sweep in here() {
            rows.push(measure(name, sweep.path().name(), cases, |_| {
                black_box(sweep.tally(black_box(&arena), black_box(words)));
            }));
        }
    }
    let words = STATES[0].0;
    let arena = states(cases, words);
    for sweep in here() {
        rows.push(measure("cases that wait at a task", sweep.path().name(), cases, |_| {
            black_box(sweep.select(black_box(&arena), black_box(words), 2, 0xff, 0x11));
        }));
    }
    rows
}

#[expect(clippy::cast_possible_truncation, reason = "the lower word")]
const fn low(word: u64) -> u32 {
    word as u32
}

fn main() {
    let json = std::env::args().any(|arg| arg == "--json");
    if !json {
        println!("{:32}{:>20}{:>10}{:>16}{:>16}{:>8}", "", "", "cases", "ns a case", "cycles", "ratio");
    }
    for cases in [2_048, 65_536, 1_000_000] {
        let rate = cycles_per_nano();
        let rows = rows(cases);
        let rate = rate.max(cycles_per_nano());
        for row in &rows {
            let scalar = rows.iter().find(|other| other.what == row.what).unwrap_or(row);
            let ratio = scalar.best.nanos / row.best.nanos;
            let nanos = [row.best.nanos, row.median.nanos];
            let cycles = nanos.map(|nanos| nanos * rate);
            if json {
                println!(
                    "{{\"what\":\"{}\",\"path\":\"{}\",\"cases\":{cases},\"ns\":{nanos:.4?},\"cycles\":{cycles:.3?},\
                     \"ratio\":{ratio:.2}}}",
                    row.what, row.path
                );
            } else {
                let pair = |[best, median]: [f64; 2]| format!("{best:.3} ({median:.3})");
                let (what, path) = (row.what, row.path);
                println!("{what:32}{path:>20}{cases:>10}{:>16}{:>16}{ratio:>8.1}", pair(nanos), pair(cycles));
            }
        }
    }
}
