//! Counting bits by place, many words at a time. Carry-save adders take sixteen vectors together and leave one whose
//! bits are worth sixteen, so that bits are counted one by one in a sixteenth of the words. After Harley and Seal, as
//! in W. Muła, N. Kurz and D. Lemire, "Faster Population Counts Using AVX2 Instructions" (2018), where all bits are
//! one sum.

/// What a set of instructions does with a vector of `N` words.
pub trait Lanes<const N: usize>: Copy {
    fn zero() -> Self;
    fn load(words: &[u32; N]) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// Adds `worth` to a count for each word that has its bit.
    fn add_to(self, worth: u32, counts: &mut [u32; 32]);
}

/// See `Sweep::sums`. Inlined into a function that has the instructions.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
pub fn sums<V: Lanes<N>, const N: usize>(words: &[u32], counts: &mut [u32; 32]) {
    let (vectors, rest) = words.as_chunks::<N>();
    let (blocks, few) = vectors.as_chunks::<16>();
    let [mut ones, mut twos, mut fours, mut eights] = [V::zero(); 4];
    for block in blocks {
        let mut sixteens = [V::zero(); 2];
        for (half, eight) in block.as_chunks::<8>().0.iter().enumerate() {
            let mut pairs = [V::zero(); 4];
            for (pair, [a, b]) in pairs.iter_mut().zip(eight.as_chunks::<2>().0) {
                [ones, *pair] = add(ones, V::load(a), V::load(b));
            }
            let (first, second);
            [twos, first] = add(twos, pairs[0], pairs[1]);
            [twos, second] = add(twos, pairs[2], pairs[3]);
            [fours, sixteens[half]] = add(fours, first, second);
        }
        let all;
        [eights, all] = add(eights, sixteens[0], sixteens[1]);
        all.add_to(16, counts);
    }
    for (worth, vector) in [(8, eights), (4, fours), (2, twos), (1, ones)] {
        vector.add_to(worth, counts);
    }
    for vector in few {
        V::load(vector).add_to(1, counts);
    }
    for word in rest {
        for (bit, count) in counts.iter_mut().enumerate() {
            *count = count.wrapping_add(word >> bit & 1);
        }
    }
}

/// The sum of three bits, at each place: what is left, and what is carried.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
fn add<V: Lanes<N>, const N: usize>(a: V, b: V, c: V) -> [V; 2] {
    let partial = a.xor(b);
    [partial.xor(c), a.and(b).or(partial.and(c))]
}
