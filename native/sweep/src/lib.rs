//! One question to many cases at once, or one event on them, by the widest instructions that the machine has. Imports
//! `std` alone; knows no table and no Node. `wide` is the walk that all instruction sets share; `scalar`, `avx2`,
//! `avx512` and `neon` are what one vector does, the last three the only files with unsafe code; `arena` has the
//! questions to cases as they lie in an arena.
//!
//! Every path gives the same bits. Which is taken is chosen once, by what the processor says of itself.
mod arena;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod wide;

pub use arena::{STATUSES, Tally};

/// A set of instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Scalar,
    Avx2,
    Avx512,
    /// Tested in an emulator alone.
    Neon,
}

impl Path {
    pub const ALL: [Self; 4] = [Self::Scalar, Self::Avx2, Self::Avx512, Self::Neon];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
        }
    }

    /// Whether this machine has it.
    #[must_use]
    pub fn is_here(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("popcnt"),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            _ => false,
        }
    }
}

/// What an event does to a case whose word has `need` under `mask`: it loses `clear` and gains `set`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub mask: u64,
    pub need: u64,
    pub clear: u64,
    pub set: u64,
}

/// Sweeps by one path.
///
/// ```
/// use knhk_sweep::{Change, Sweep};
///
/// let sweep = Sweep::best();
/// let mut markings = [0b01, 0b11, 0b00];
/// // A task takes the token of condition 0 and puts one into condition 2.
/// let start = Change { mask: 0b101, need: 0b001, clear: 0b001, set: 0b100 };
/// assert_eq!(sweep.apply(start, &mut markings), 2);
/// assert_eq!(markings, [0b100, 0b110, 0b000]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep(Path);

impl Sweep {
    /// By the widest path that this machine has.
    #[must_use]
    pub fn best() -> Self {
        let widest = [Path::Avx512, Path::Avx2, Path::Neon].into_iter().find(|path| path.is_here());
        Self(widest.unwrap_or(Path::Scalar))
    }

    /// By a path of a name; none if there is no such path here.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Path::ALL.into_iter().find(|path| path.name() == name && path.is_here()).map(Self)
    }

    #[must_use]
    pub const fn path(self) -> Path {
        self.0
    }

    /// One event on many cases, a word each. Returns how many took it.
    pub fn apply(self, change: Change, cases: &mut [u64]) -> usize {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => avx2::apply(change, cases),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => avx512::apply(change, cases),
            #[cfg(target_arch = "aarch64")]
            Path::Neon => neon::apply(change, cases),
            _ => scalar::apply(change, cases),
        }
    }

    /// Adds the numbers of the words that have `need` under `mask`, in order, each plus `first`.
    pub fn matches(self, words: &[u32], mask: u32, need: u32, first: u32, found: &mut Vec<u32>) {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => avx2::matches(words, mask, need, first, found),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => avx512::matches(words, mask, need, first, found),
            #[cfg(target_arch = "aarch64")]
            Path::Neon => neon::matches(words, mask, need, first, found),
            _ => scalar::matches(words, mask, need, first, found),
        }
    }
}
