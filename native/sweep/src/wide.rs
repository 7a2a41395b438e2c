//! A tally, many cases at a time, where they lie. `N` words are a vector, and `N` states of `words` words are `words`
//! vectors: lane by lane, each of them holds the same words of a state in every such group, a *column*. So nothing is
//! laid out anew but the statuses; bits are counted in columns, and which word a lane is of is asked at the end.
//!
//! Carry-save adders take sixteen vectors of a column together and leave one whose bits are worth sixteen, after Harley
//! and Seal, as in W. Muła, N. Kurz and D. Lemire, "Faster Population Counts Using AVX2 Instructions" (2018), where all
//! bits are one sum. That one is added to bytes, four of a word at once, and those to the counts before they are full.
use crate::Tally;
use crate::arena::{RUNNING, STATUSES};

/// Vectors of a column that are added together.
const DEPTH: usize = 16;
/// The lowest bit of each byte of a word.
const BYTES: u32 = 0x0101_0101;
/// Additions before a byte is full.
const FULL: usize = 255;
/// A status of no case.
const NONE: u32 = u32::MAX;

/// What a set of instructions does with a vector of `N` words, word by word.
pub trait Lanes<const N: usize>: Copy {
    fn load(words: &[u32; N]) -> Self;
    fn store(self) -> [u32; N];
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn plus(self, other: Self) -> Self;
    /// To the right.
    fn shift(self, bits: u32) -> Self;
    /// All bits of each word that is `value`.
    fn equal(self, value: u32) -> Self;

    /// The words at these places.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn pick(self, places: &[u32; N]) -> Self {
        let words = self.store();
        Self::load(&std::array::from_fn(|lane| words[places[lane] as usize % N]))
    }

    /// The sum of three bits at each place: what is left, and what is carried.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn add(self, b: Self, c: Self) -> [Self; 2] {
        let partial = self.xor(b);
        [partial.xor(c), self.and(b).or(partial.and(c))]
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn all(word: u32) -> Self {
        Self::load(&[word; N])
    }
}

/// Bits of one column that are not in the tally yet.
#[derive(Clone, Copy)]
struct Column<V> {
    /// Worth 1, 2, 4 and 8.
    left: [V; 4],
    /// Of bit `b` of `bytes[i]`'s byte `k`: how many sixteens there are of bit `8 * k + i`.
    bytes: [V; 8],
}

/// See `Sweep::tally`. Inlined into a function that has the instructions.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
pub fn tally<V: Lanes<N>, const N: usize>(arena: &[u32], words: usize) -> Tally {
    let mut tally = Tally { statuses: [0; STATUSES], bits: vec![[0; 32]; words] };
    let Some(cases) = arena.len().checked_div(words) else { return tally };
    let [zero, bytes] = [V::all(0), V::all(BYTES)];
    let mut columns = vec![Column { left: [zero; 4], bytes: [zero; 8] }; words];
    // Of each column whose status, of the `N` states of a group, its lanes go by.
    let owners: Vec<[u32; N]> =
        (0..words).map(|column| std::array::from_fn(|lane| narrow((column * N + lane) / words))).collect();
    let blocks = arena[..cases * words].chunks_exact(DEPTH * N * words);
    let mut last = blocks.remainder().to_vec();
    // Filled up with states of no case.
    last.resize(last.len().next_multiple_of(DEPTH * N * words), NONE);
    for (added, states) in blocks.chain(last.chunks_exact(DEPTH * N * words)).enumerate() {
        add_block(states, &owners, &mut columns, &mut tally.statuses);
        if added % FULL == FULL - 1 {
            empty(&mut columns, DEPTH, &mut tally);
        }
    }
    empty(&mut columns, DEPTH, &mut tally);
    // What is left is worth less than sixteen: it goes by the bytes once more.
    for column in &mut columns {
        let [ones, twos, fours, eights] = column.left;
        for (bit, sum) in (0..).zip(&mut column.bytes) {
            *sum = [fours, twos, ones]
                .into_iter()
                .fold(eights.shift(bit).and(bytes), |sum, less| sum.plus(sum).plus(less.shift(bit).and(bytes)));
        }
    }
    empty(&mut columns, 1, &mut tally);
    tally.bits[0] = [0; 32];
    tally
}

/// Adds `DEPTH` groups of `N` states.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
fn add_block<V: Lanes<N>, const N: usize>(
    states: &[u32],
    owners: &[[u32; N]],
    columns: &mut [Column<V>],
    statuses: &mut [u32; STATUSES],
) {
    let words = columns.len();
    let mut first = [[NONE; N]; DEPTH];
    for (to, state) in first.as_flattened_mut().iter_mut().zip(states.chunks_exact(words)) {
        *to = state[0];
    }
    let one = V::all(1);
    let mut running = [one; DEPTH];
    let mut sums = [V::all(0); STATUSES];
    for (running, first) in running.iter_mut().zip(&first) {
        let first = V::load(first);
        for (status, sum) in (0..).zip(&mut sums) {
            *sum = sum.plus(first.equal(status).and(one));
        }
        *running = first.equal(RUNNING);
    }
    for (count, sum) in statuses.iter_mut().zip(sums) {
        *count += sum.store().into_iter().sum::<u32>();
    }
    let vectors = states.as_chunks::<N>().0;
    let bytes = V::all(BYTES);
    for (at, (column, owners)) in columns.iter_mut().zip(owners).enumerate() {
        let mut loaded = [one; DEPTH];
        for (group, (to, running)) in loaded.iter_mut().zip(running).enumerate() {
            *to = V::load(&vectors[group * words + at]).and(running.pick(owners));
        }
        let [mut ones, mut twos, mut fours, mut eights] = column.left;
        let mut sixteens = [one; 2];
        for (half, sixteens) in sixteens.iter_mut().enumerate() {
            let mut pairs = [one; 4];
            for (pair, carried) in pairs.iter_mut().enumerate() {
                let at = 8 * half + 2 * pair;
                [ones, *carried] = ones.add(loaded[at], loaded[at + 1]);
            }
            let (low, high);
            [twos, low] = twos.add(pairs[0], pairs[1]);
            [twos, high] = twos.add(pairs[2], pairs[3]);
            [fours, *sixteens] = fours.add(low, high);
        }
        let all;
        [eights, all] = eights.add(sixteens[0], sixteens[1]);
        column.left = [ones, twos, fours, eights];
        for (bit, sum) in (0..).zip(&mut column.bytes) {
            *sum = sum.plus(all.shift(bit).and(bytes));
        }
    }
}

/// Adds the bytes of all columns to the counts, each for so many, and makes them zero.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
fn empty<V: Lanes<N>, const N: usize>(columns: &mut [Column<V>], worth: usize, tally: &mut Tally) {
    let words = columns.len();
    for (at, column) in columns.iter_mut().enumerate() {
        let mut lanes = [[0; N]; 8];
        for (lanes, bytes) in lanes.iter_mut().zip(&mut column.bytes) {
            *lanes = bytes.store();
            *bytes = V::all(0);
        }
        for lane in 0..N {
            let counts = &mut tally.bits[(at * N + lane) % words];
            for (low, lanes) in lanes.iter().enumerate() {
                for (byte, sum) in lanes[lane].to_le_bytes().into_iter().enumerate() {
                    counts[8 * byte + low] += narrow(worth) * u32::from(sum);
                }
            }
        }
    }
}

/// Of numbers that are small here.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
