//! Without vectors: what every machine can, and what the other paths are held to.
use crate::wide::{self, Lanes};
use crate::{Change, Tally};

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

pub fn tally(arena: &[u32], words: usize) -> Tally {
    wide::tally::<u32, 1>(arena, words)
}

pub fn matches(words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
    let fits = (first..).zip(words).filter(|(_, word)| **word & mask == need);
    found.extend(fits.map(|(index, _)| index));
}

impl Lanes<1> for u32 {
    #[inline]
    fn load([word]: &[u32; 1]) -> Self {
        *word
    }

    #[inline]
    fn store(self) -> [u32; 1] {
        [self]
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
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline]
    fn shift(self, bits: u32) -> Self {
        self >> bits
    }

    #[inline]
    fn equal(self, value: u32) -> Self {
        Self::from(self == value).wrapping_neg()
    }
}
