//! Four words at a time, by NEON. Its tests passed in an emulator (QEMU); no machine that has it was at hand, and
//! nothing of its speed is known.
//!
//! Unsafe, for these instructions are not on every machine. What makes it right: `Sweep` comes here only where
//! `Path::is_here` found them, and the trait's functions are inlined into functions that say which they use.
#![allow(unsafe_code, reason = "instructions that are asked for at run time")]
#![allow(clippy::inline_always, reason = "the instructions are those of the caller")]
use std::arch::aarch64::{
    uint32x4_t, vaddq_u32, vandq_u32, vandq_u64, vbicq_u64, vbslq_u64, vceqq_u32, vceqq_u64, vdupq_n_s32, vdupq_n_u32,
    vdupq_n_u64, veorq_u32, vgetq_lane_u64, vld1q_u32, vld1q_u64, vorrq_u32, vorrq_u64, vshlq_u32, vst1q_u32,
    vst1q_u64,
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

/// Without vectors: there is no short way from a vector to the numbers of its words.
pub fn matches(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    scalar::matches(words, mask, need, first, found);
}

#[target_feature(enable = "neon")]
fn apply_all(change: Change, cases: &mut [u64]) -> usize {
    let [mask, need, clear, set] = [change.mask, change.need, change.clear, change.set].map(|word| vdupq_n_u64(word));
    let (vectors, rest) = cases.as_chunks_mut::<2>();
    let mut taken = 0;
    for vector in vectors {
        // SAFETY: two words are read and written where two lie.
        let before = unsafe { vld1q_u64(vector.as_ptr()) };
        let fits = vceqq_u64(vandq_u64(before, mask), need);
        let after = vorrq_u64(vbicq_u64(before, clear), set);
        // SAFETY: as above.
        unsafe { vst1q_u64(vector.as_mut_ptr(), vbslq_u64(fits, after, before)) };
        taken += (vgetq_lane_u64::<0>(fits) & 1) as usize + (vgetq_lane_u64::<1>(fits) & 1) as usize;
    }
    taken + scalar::apply(change, rest)
}

#[target_feature(enable = "neon")]
fn tally_all(arena: &[u32], words: usize) -> Tally {
    wide::tally::<uint32x4_t, 4>(arena, words)
}

impl Lanes<4> for uint32x4_t {
    #[inline(always)]
    fn load(words: &[u32; 4]) -> Self {
        // SAFETY: as above, and four words are read where four lie.
        unsafe { vld1q_u32(words.as_ptr()) }
    }

    #[inline(always)]
    fn store(self) -> [u32; 4] {
        let mut words = [0; 4];
        // SAFETY: as above, and four words are written where four lie.
        unsafe { vst1q_u32(words.as_mut_ptr(), self) };
        words
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vandq_u32(self, other) }
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vorrq_u32(self, other) }
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { veorq_u32(self, other) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vaddq_u32(self, other) }
    }

    #[inline(always)]
    fn shift(self, bits: u32) -> Self {
        // SAFETY: see the head of this file. To shift by a negative number is to shift right.
        unsafe { vshlq_u32(self, vdupq_n_s32(-bits.cast_signed())) }
    }

    #[inline(always)]
    fn equal(self, value: u32) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vceqq_u32(self, vdupq_n_u32(value)) }
    }
}
