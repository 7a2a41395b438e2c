//! Questions to all cases of an arena, by the widest instructions that this machine has, or by those that `KNHK_SIMD`
//! names.
use std::sync::LazyLock;

use knhk_sweep::Sweep;
use napi::bindgen_prelude::{Result, Uint32Array};
use napi_derive::napi;

use crate::contain::contain;

/// Chosen once. The second: what `KNHK_SIMD` names, where that is not to be had here.
static CHOSEN: LazyLock<(Sweep, Option<String>)> = LazyLock::new(|| {
    let wish = std::env::var("KNHK_SIMD").ok().filter(|wish| !wish.is_empty());
    let named = wish.as_deref().and_then(Sweep::named);
    (named.unwrap_or_else(Sweep::best), wish.filter(|_| named.is_none()))
});

/// Name of the instructions that sweeps take: `avx512`, `avx2`, `neon` or `scalar`.
#[napi]
#[must_use]
pub fn simd() -> &'static str {
    CHOSEN.0.path().name()
}

/// What `KNHK_SIMD` asks for and is not to be had here, or `null`.
#[napi]
#[must_use]
pub fn simd_refused() -> Option<String> {
    CHOSEN.1.clone()
}

/// How many cases have each status, 0 to 5, and then, of each word of a state, in how many cases that go on each of its
/// 32 bits is set. `words`: of a state.
///
/// # Errors
/// When the sweep has a bug.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
pub fn tally(arena: Uint32Array, words: u32) -> Result<Uint32Array> {
    contain(|| {
        let tally = CHOSEN.0.tally(&arena, words as usize);
        Uint32Array::new(tally.statuses.into_iter().chain(tally.bits.into_iter().flatten()).collect())
    })
}
