//! What a tick is. Three units are in use for short times, and they are not the same:
//!
//! - **ns**: of the monotonic clock of the system.
//! - **cycle**: of the core as it runs now, turbo and throttling included. Found beside each row from a chain of
//!   additions, each of which waits for the one before and takes one cycle.
//! - **tick**: of the time stamp counter, which runs at a fixed rate whatever the core does.
//!
//! None can be read for a single step: reading takes longer than the step, and the counter moves on by several ticks at
//! once on some machines. So a figure is the time of a batch of at least 4,096 steps over cases that are chosen by
//! chance, divided by their number, with nothing subtracted: the loop over events, the look-up of the case, the
//! commands it writes and the checks of its bounds are in it; making the events is not. `best` and `median` are of the
//! batches of a row.
#![allow(unsafe_code, reason = "the time stamp counter and one instruction that counts cycles")]

use std::time::Instant;

/// Of one row: a batch each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lap {
    pub nanos: f64,
    pub ticks: f64,
}

/// The time that `work` takes.
pub fn lap(work: impl FnOnce()) -> Lap {
    let (since, ticks) = (Instant::now(), tick());
    work();
    let ticks = tick().wrapping_sub(ticks);
    Lap { nanos: since.elapsed().as_secs_f64() * 1e9, ticks: to_f64(ticks) }
}

/// Best and median by ns.
pub fn best_and_median(laps: &mut [Lap]) -> (Lap, Lap) {
    laps.sort_by(|a, b| a.nanos.total_cmp(&b.nanos));
    (laps[0], laps[laps.len() / 2])
}

/// Cycles of a nanosecond, the best of some tries: 0 where it cannot be told.
pub fn cycles_per_nano() -> f64 {
    const ADDITIONS: u32 = 64;
    const ROUNDS: u32 = 20_000;
    let tries = (0..9).map(|_| {
        let taken = lap(|| {
            std::hint::black_box((0..ROUNDS).fold(0, |sum, _| chain(sum)));
        });
        f64::from(ADDITIONS * ROUNDS) / taken.nanos
    });
    if cfg!(target_arch = "x86_64") { tries.fold(0.0, f64::max) } else { 0.0 }
}

/// 64 additions that wait for each other, and for those before.
#[inline]
fn chain(mut sum: u64) -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: adds to a register of its own.
    unsafe {
        std::arch::asm!(".rept 64", "add {0}, {1}", ".endr", inout(reg) sum, in(reg) 1u64, options(nomem, nostack));
    }
    sum
}

fn tick() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 has the counter.
    return unsafe { std::arch::x86_64::_rdtsc() };
    #[cfg(not(target_arch = "x86_64"))]
    0
}

#[expect(clippy::cast_precision_loss, reason = "counts of ticks are far below 2^53")]
pub const fn to_f64(value: u64) -> f64 {
    value as f64
}
