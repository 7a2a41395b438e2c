//! What threads share memory by: of `std`, or of loom under `--cfg loom`, which tries their interleavings.
#[cfg(loom)]
pub use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
};
#[cfg(not(loom))]
pub use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
};

/// What one thread writes alone, away from the lines of the others: two lines, for they are fetched in pairs.
#[repr(align(128))]
pub struct Line<T>(pub T);

/// Nothing that a lock of this crate guards is left half changed: the code under it cannot panic.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// As [`lock`].
pub fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A model has no time to pass: it goes to sleep at once.
#[cfg(loom)]
pub const ROUNDS: Rounds = Rounds { spin: 0, give_way: 0 };
#[cfg(not(loom))]
pub const ROUNDS: Rounds = Rounds { spin: 7, give_way: 12 };

/// How often one who finds no work looks again: after 1, 2, 4, ... pauses, then after giving way, then it sleeps.
pub struct Rounds {
    pub spin: u32,
    pub give_way: u32,
}

/// Before the look number `round`; false when it is time to sleep.
pub fn back_off(round: u32) -> bool {
    if round < ROUNDS.spin {
        for _ in 0..1u32 << round {
            std::hint::spin_loop();
        }
    } else if round < ROUNDS.spin + ROUNDS.give_way {
        give_way();
    } else {
        return false;
    }
    true
}

/// Loom would take it as a promise that others have done all they can.
#[cfg(loom)]
pub const fn give_way() {}
#[cfg(not(loom))]
pub fn give_way() {
    std::thread::yield_now();
}
