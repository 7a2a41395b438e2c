//! Four words at a time, by NEON. Written by the book; no machine that runs it was at hand.
//!
//! Unsafe, for these instructions are not on every machine. What makes it right: `Sweep` comes here only where
//! `Path::is_here` found them, and the trait's functions are inlined into functions that say which they use.
#![allow(unsafe_code, reason = "instructions that are asked for at run time")]
use std::arch::aarch64::{
    uint32x4_t, vaddvq_u32, vandq_u32, vandq_u64, vbicq_u64, vbslq_u64, vceqq_u64, vdupq_n_s32, vdupq_n_u32,
    vdupq_n_u64, veorq_u32, vgetq_lane_u64, vld1q_u32, vld1q_u64, vorrq_u32, vorrq_u64, vshlq_u32, vst1q_u64,
};

use crate::wide::{self, Lanes};
use crate::{Change, scalar};

pub fn apply(change: Change, cases: &mut [u64]) -> usize {
    // SAFETY: see the head of this file.
    unsafe { apply_all(change, cases) }
}

pub fn sums(words: &[u32], counts: &mut [u32; 32]) {
    // SAFETY: see the head of this file.
    unsafe { sum_all(words, counts) }
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
fn sum_all(words: &[u32], counts: &mut [u32; 32]) {
    wide::sums::<uint32x4_t, 4>(words, counts);
}

impl Lanes<4> for uint32x4_t {
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn zero() -> Self {
        // SAFETY: see the head of this file.
        unsafe { vdupq_n_u32(0) }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn load(words: &[u32; 4]) -> Self {
        // SAFETY: as above, and four words are read where four lie.
        unsafe { vld1q_u32(words.as_ptr()) }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn and(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vandq_u32(self, other) }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn or(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { vorrq_u32(self, other) }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn xor(self, other: Self) -> Self {
        // SAFETY: see the head of this file.
        unsafe { veorq_u32(self, other) }
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the instructions are those of the caller")]
    fn add_to(self, worth: u32, counts: &mut [u32; 32]) {
        for (bit, count) in (0..).zip(counts.iter_mut()) {
            // SAFETY: see the head of this file. To shift by a negative number is to shift right.
            let set = unsafe { vaddvq_u32(vandq_u32(vshlq_u32(self, vdupq_n_s32(-bit)), vdupq_n_u32(1))) };
            *count = count.wrapping_add(worth * set);
        }
    }
}
