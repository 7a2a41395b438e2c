//! Questions to cases as they lie in an arena: one state after the other, its first word the status.
#[cfg(target_arch = "aarch64")]
use crate::neon;
use crate::{Path, Sweep, scalar};
#[cfg(target_arch = "x86_64")]
use crate::{avx2, avx512};

/// Cases whose words of one place are laid side by side to be searched: they stay in the first cache.
const BLOCK: usize = 512;

/// Values of a status that are told apart: what `src/kernel/command.ts` names, 0 to 5. Others are slots that are free.
pub const STATUSES: usize = 6;

/// The status of a case that goes on.
pub const RUNNING: u32 = 1;

/// How cases stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many cases have each status.
    pub statuses: [u32; STATUSES],
    /// Of each word of a state in how many cases that go on each of its bits is set; of the first, the status, nothing.
    pub bits: Vec<[u32; 32]>,
}

impl Sweep {
    /// How the cases of an arena stand. `words`: of a state; what is left behind the last whole state is not looked at.
    ///
    /// ```
    /// use knhk_sweep::Sweep;
    ///
    /// let arena = [1, 0b01, 1, 0b11, 2, 0b11];
    /// let tally = Sweep::best().tally(&arena, 2);
    /// assert_eq!(tally.statuses, [0, 2, 1, 0, 0, 0]);
    /// assert_eq!(tally.bits[1][..2], [2, 1]);
    /// ```
    #[must_use]
    pub fn tally(self, arena: &[u32], words: usize) -> Tally {
        match self.path() {
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => avx2::tally(arena, words),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => avx512::tally(arena, words),
            #[cfg(target_arch = "aarch64")]
            Path::Neon => neon::tally(arena, words),
            _ => scalar::tally(arena, words),
        }
    }

    /// The slots, in order, of cases whose state has `need` under `mask` in a word.
    ///
    /// ```
    /// use knhk_sweep::Sweep;
    ///
    /// let arena = [1, 0b01, 1, 0b11, 2, 0b11];
    /// assert_eq!(Sweep::best().select(&arena, 2, 1, 0b10, 0b10), [1, 2]);
    /// ```
    #[must_use]
    pub fn select(self, arena: &[u32], words: usize, word: usize, mask: u32, need: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut column = [0; BLOCK];
        let mut first = 0;
        for block in blocks(arena, words).filter(|_| word < words) {
            let cases = block.len() / words;
            lay(block, words, word, &mut column[..cases]);
            self.matches(&column[..cases], mask, need, first, &mut found);
            first += u32::try_from(cases).unwrap_or(0);
        }
        found
    }
}

/// Whole states, as many at a time as are laid side by side.
fn blocks(arena: &[u32], words: usize) -> impl Iterator<Item = &[u32]> {
    let whole = arena.len().checked_div(words).map_or(0, |cases| cases * words);
    arena[..whole].chunks(words.max(1) * BLOCK)
}

/// One word of each state.
fn lay(block: &[u32], words: usize, word: usize, column: &mut [u32]) {
    for (to, state) in column.iter_mut().zip(block.chunks_exact(words)) {
        *to = state[word];
    }
}
