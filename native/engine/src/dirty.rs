//! Which tasks the step still has to look at.
use crate::cell::{change, part_mut};

/// Tasks whose inputs or items changed in this event, set in words low..end.
#[derive(Debug)]
pub struct Dirty {
    pub bits: Vec<u32>,
    pub low: usize,
    pub end: usize,
}

impl Dirty {
    pub fn new(tasks: usize) -> Self {
        let words = tasks.div_ceil(32);
        Self { bits: vec![0; words], low: words, end: 0 }
    }

    #[inline]
    pub fn touch(&mut self, word: usize, bits: u32) {
        change(&mut self.bits, word, |known| *known |= bits);
        self.low = self.low.min(word);
        self.end = self.end.max(word + 1);
    }

    #[inline]
    pub fn touch_all(&mut self, masks: &[(u32, u32)]) {
        for (word, bits) in masks {
            self.touch(*word as usize, *bits);
        }
    }

    #[inline]
    pub fn forget(&mut self) {
        // Mostly one word: too short to call for.
        if self.low + 1 == self.end {
            change(&mut self.bits, self.low, |bits| *bits = 0);
        } else if self.low < self.end {
            part_mut(&mut self.bits, (self.low, self.end)).fill(0);
        }
        self.low = self.bits.len();
        self.end = 0;
    }
}
