//! Looks at the cases of the next events together: where there are more than the near caches hold, they come from
//! memory side by side, not one after the other. The step of one event is too long for the machine to see that itself.
use crate::layout::EVENT_WORDS;

/// Events whose cases are looked at together.
pub const AHEAD: usize = 16;
/// Words of cases that the caches hold well enough: a megabyte.
const NEAR: usize = 1 << 18;

/// Whether it is worth it.
#[inline]
pub const fn is_far(arena: &[u32]) -> bool {
    arena.len() > NEAR
}

/// `words`: of the state of a case.
pub fn fetch(arena: &[u32], words: usize, events: &[[u32; EVENT_WORDS]]) {
    let status = |slot: u32| arena.get((slot as usize).saturating_mul(words)).copied().unwrap_or(0);
    std::hint::black_box(events.iter().take(AHEAD).fold(0, |seen, [slot, ..]| seen | status(*slot)));
}
