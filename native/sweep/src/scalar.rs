//! Without vectors: what every machine can, and what the other paths are held to.
use crate::Change;
use crate::wide::{self, Lanes};

/// Without a branch: which cases take the event is not to be guessed.
pub fn apply(change: Change, cases: &mut [u64]) -> usize {
    let mut taken = 0;
    for case in cases {
        let fits = u64::from(*case & change.mask == change.need);
        let after = *case & !change.clear | change.set;
        *case ^= (*case ^ after) & fits.wrapping_neg();
        taken += fits;
    }
    usize::try_from(taken).unwrap_or(usize::MAX)
}

pub fn sums(words: &[u32], counts: &mut [u32; 32]) {
    wide::sums::<u64, 2>(words, counts);
}

pub fn matches(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    let fits = (first..).zip(words).filter(|(_, word)| **word & mask == need);
    found.extend(fits.map(|(index, _)| index));
}

/// Two words side by side.
impl Lanes<2> for u64 {
    #[inline]
    fn zero() -> Self {
        0
    }

    #[inline]
    fn load([low, high]: &[u32; 2]) -> Self {
        Self::from(*low) | Self::from(*high) << 32
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        self & other
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        self | other
    }

    #[inline]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline]
    fn add_to(self, worth: u32, counts: &mut [u32; 32]) {
        for (bit, count) in counts.iter_mut().enumerate() {
            let both = (self >> bit & 1) + (self >> (bit + 32) & 1);
            *count = count.wrapping_add(worth * u32::from(both.to_le_bytes()[0]));
        }
    }
}
