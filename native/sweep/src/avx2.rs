//! Eight words at a time, by AVX2.
//!
//! Unsafe, for these instructions are not on every machine. What makes it right: `Sweep` comes here only where
//! `Path::is_here` found them, and the trait's functions are inlined into functions that say which they use.
#![allow(unsafe_code, reason = "instructions that are asked for at run time")]
#![allow(clippy::inline_always, reason = "the instructions are those of the caller")]
use std::arch::x86_64::{
    __m256i, _mm_cvtsi32_si128, _mm256_add_epi32, _mm256_and_si256, _mm256_andnot_si256, _mm256_blendv_epi8,
    _mm256_castsi256_ps, _mm256_cmpeq_epi32, _mm256_cmpeq_epi64, _mm256_loadu_si256, _mm256_movemask_ps,
    _mm256_or_si256, _mm256_permutevar8x32_epi32, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_srl_epi32, _mm256_storeu_si256, _mm256_sub_epi64, _mm256_xor_si256,
};

use crate::wide::{self, Lanes};
use crate::{Change, Tally, scalar};

pub fn apply(change: Change, cases: &mut [u64]) -> usize {
    // SAFETY: see the head of this file.
    unsafe { apply_all(change, cases) }
}

pub fn tally(arena: &[u32], words: usize) -> Tally {
    // SAFETY: see the head of this file.
    unsafe { tally_all(arena, words) }
}

pub fn matches(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    // SAFETY: see the head of this file.
    unsafe { match_all(words, mask, need, first, found) }
}

/// Vectors in a round: enough that none waits for the count of the one before.
const ABREAST: usize = 4;

#[target_feature(enable = "avx2")]
fn apply_all(change: Change, cases: &mut [u64]) -> usize {
    let [mask, need, clear, set] =
        [change.mask, change.need, change.clear, change.set].map(|word| _mm256_set1_epi64x(word.cast_signed()));
    let (rounds, rest) = cases.as_chunks_mut::<{ 4 * ABREAST }>();
    let mut taken = [_mm256_setzero_si256(); ABREAST];
    for round in rounds {
        for (vector, taken) in round.as_chunks_mut::<4>().0.iter_mut().zip(&mut taken) {
            let place: *mut __m256i = vector.as_mut_ptr().cast();
            // SAFETY: four words are read and written where four lie.
            let before = unsafe { _mm256_loadu_si256(place) };
            let fits = _mm256_cmpeq_epi64(_mm256_and_si256(before, mask), need);
            let after = _mm256_or_si256(_mm256_andnot_si256(clear, before), set);
            // SAFETY: as above.
            unsafe { _mm256_storeu_si256(place, _mm256_blendv_epi8(before, after, fits)) };
            // What fits is all ones: less one.
            *taken = _mm256_sub_epi64(*taken, fits);
        }
    }
    let mut counts = [[0u64; 4]; ABREAST];
    for (counts, taken) in counts.iter_mut().zip(taken) {
        // SAFETY: four words are written where four lie.
        unsafe { _mm256_storeu_si256(counts.as_mut_ptr().cast(), taken) };
    }
    let taken: u64 = counts.as_flattened().iter().sum();
    usize::try_from(taken).unwrap_or(usize::MAX) + scalar::apply(change, rest)
}

#[target_feature(enable = "avx2")]
fn tally_all(arena: &[u32], words: usize) -> Tally {
    wide::tally::<__m256i, 8>(arena, words)
}

#[target_feature(enable = "avx2")]
fn match_all(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    let [mask_all, need_all] = [mask, need].map(|word| _mm256_set1_epi32(word.cast_signed()));
    let (vectors, rest) = words.as_chunks::<8>();
    let mut at = first;
    for vector in vectors {
        // SAFETY: eight words are read where eight lie.
        let words = unsafe { _mm256_loadu_si256(vector.as_ptr().cast()) };
        let fits = _mm256_cmpeq_epi32(_mm256_and_si256(words, mask_all), need_all);
        let mut bits = _mm256_movemask_ps(_mm256_castsi256_ps(fits));
        while bits != 0 {
            found.push(at + bits.trailing_zeros());
            bits &= bits - 1;
        }
        at += 8;
    }
    scalar::matches(rest, mask, need, at, found);
}

impl Lanes<8> for __m256i {
    #[inline(always)]
    fn load(words: &[u32; 8]) -> Self {
        // SAFETY: as above, and eight words are read where eight lie.
        unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self) -> [u32; 8] {
        let mut words = [0; 8];
        // SAFETY: as above, and eight words are written where eight lie.
        unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), self) };
        words
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_and_si256(self, other) }
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_or_si256(self, other) }
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_xor_si256(self, other) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_add_epi32(self, other) }
    }

    #[inline(always)]
    fn shift(self, bits: u32) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_srl_epi32(self, _mm_cvtsi32_si128(bits.cast_signed())) }
    }

    #[inline(always)]
    fn equal(self, value: u32) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_cmpeq_epi32(self, _mm256_set1_epi32(value.cast_signed())) }
    }

    #[inline(always)]
    fn pick(self, places: &[u32; 8]) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm256_permutevar8x32_epi32(self, Self::load(places)) }
    }
}
