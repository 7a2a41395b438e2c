//! Sixteen words at a time, by AVX-512.
//!
//! Unsafe, for these instructions are not on every machine. What makes it right: `Sweep` comes here only where
//! `Path::is_here` found them, and the trait's functions are inlined into functions that say which they use.
#![allow(unsafe_code, reason = "instructions that are asked for at run time")]
#![allow(clippy::inline_always, reason = "the instructions are those of the caller")]
use std::arch::x86_64::{
    __m512i, _mm_cvtsi32_si128, _mm512_add_epi32, _mm512_and_si512, _mm512_andnot_si512, _mm512_cmpeq_epi32_mask,
    _mm512_cmpeq_epi64_mask, _mm512_loadu_si512, _mm512_mask_mov_epi64, _mm512_maskz_set1_epi32, _mm512_or_si512,
    _mm512_permutexvar_epi32, _mm512_set1_epi32, _mm512_set1_epi64, _mm512_srl_epi32, _mm512_storeu_si512,
    _mm512_ternarylogic_epi32, _mm512_xor_si512,
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

#[target_feature(enable = "avx512f,popcnt")]
fn apply_all(change: Change, cases: &mut [u64]) -> usize {
    let [mask, need, clear, set] =
        [change.mask, change.need, change.clear, change.set].map(|word| _mm512_set1_epi64(word.cast_signed()));
    let (vectors, rest) = cases.as_chunks_mut::<8>();
    let mut taken = 0;
    for vector in vectors {
        let place: *mut __m512i = vector.as_mut_ptr().cast();
        // SAFETY: eight words are read and written where eight lie.
        let before = unsafe { _mm512_loadu_si512(place) };
        let fits = _mm512_cmpeq_epi64_mask(_mm512_and_si512(before, mask), need);
        let after = _mm512_or_si512(_mm512_andnot_si512(clear, before), set);
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(place, _mm512_mask_mov_epi64(before, fits, after)) };
        taken += fits.count_ones() as usize;
    }
    taken + scalar::apply(change, rest)
}

#[target_feature(enable = "avx512f,popcnt")]
fn tally_all(arena: &[u32], words: usize) -> Tally {
    wide::tally::<__m512i, 16>(arena, words)
}

#[target_feature(enable = "avx512f,popcnt")]
fn match_all(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    let [mask_all, need_all] = [mask, need].map(|word| _mm512_set1_epi32(word.cast_signed()));
    let (vectors, rest) = words.as_chunks::<16>();
    let mut at = first;
    for vector in vectors {
        // SAFETY: sixteen words are read where sixteen lie.
        let words = unsafe { _mm512_loadu_si512(vector.as_ptr().cast()) };
        let mut bits = _mm512_cmpeq_epi32_mask(_mm512_and_si512(words, mask_all), need_all);
        while bits != 0 {
            found.push(at + bits.trailing_zeros());
            bits &= bits - 1;
        }
        at += 16;
    }
    scalar::matches(rest, mask, need, at, found);
}

impl Lanes<16> for __m512i {
    #[inline(always)]
    fn load(words: &[u32; 16]) -> Self {
        // SAFETY: as above, and sixteen words are read where sixteen lie.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self) -> [u32; 16] {
        let mut words = [0; 16];
        // SAFETY: as above, and sixteen words are written where sixteen lie.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self) };
        words
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_and_si512(self, other) }
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_or_si512(self, other) }
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_xor_si512(self, other) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_add_epi32(self, other) }
    }

    #[inline(always)]
    fn shift(self, bits: u32) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_srl_epi32(self, _mm_cvtsi32_si128(bits.cast_signed())) }
    }

    #[inline(always)]
    fn equal(self, value: u32) -> Self {
        // SAFETY: see the head of this file.
        unsafe {
            let is = _mm512_cmpeq_epi32_mask(self, _mm512_set1_epi32(value.cast_signed()));
            _mm512_maskz_set1_epi32(is, -1)
        }
    }

    #[inline(always)]
    fn pick(self, places: &[u32; 16]) -> Self {
        // SAFETY: see the head of this file.
        unsafe { _mm512_permutexvar_epi32(Self::load(places), self) }
    }

    #[inline(always)]
    fn add(self, b: Self, c: Self) -> [Self; 2] {
        // SAFETY: see the head of this file. The odd ones of three bits, and the most.
        unsafe { [_mm512_ternarylogic_epi32::<0x96>(self, b, c), _mm512_ternarylogic_epi32::<0xe8>(self, b, c)] }
    }
}
