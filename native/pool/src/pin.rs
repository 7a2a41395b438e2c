//! Binding threads to processors. Linux only; elsewhere no thread is bound, and that is said.
//!
//! Unsafe, for it calls the system's C library, which `std` is linked with anyway.
#![allow(unsafe_code, reason = "std has no way to bind a thread")]

/// Binds this thread to one of the processors that it may run on: to number `index`, counted round. Returns whether it
/// did.
pub fn pin(index: usize) -> bool {
    system::pin(index)
}

#[cfg(all(target_os = "linux", not(loom)))]
mod system {
    use std::ffi::c_int;

    /// As glibc and musl have it: 1,024 processors.
    type Set = [u64; 16];

    unsafe extern "C" {
        fn sched_getaffinity(thread: c_int, bytes: usize, set: *mut Set) -> c_int;
        fn sched_setaffinity(thread: c_int, bytes: usize, set: *const Set) -> c_int;
    }

    pub fn pin(index: usize) -> bool {
        let mut may: Set = [0; 16];
        // SAFETY: the set is as large as said; 0 is this thread.
        if unsafe { sched_getaffinity(0, size_of::<Set>(), &raw mut may) } != 0 {
            return false;
        }
        let has = |set: &Set, processor: usize| set[processor / 64] >> (processor % 64) & 1 == 1;
        let processors: Vec<usize> = (0..1024).filter(|processor| has(&may, *processor)).collect();
        let Some(chosen) = index.checked_rem(processors.len()).map(|index| processors[index]) else { return false };
        let mut one: Set = [0; 16];
        one[chosen / 64] = 1 << (chosen % 64);
        // SAFETY: as above.
        unsafe { sched_setaffinity(0, size_of::<Set>(), &raw const one) == 0 }
    }
}

#[cfg(not(all(target_os = "linux", not(loom))))]
mod system {
    pub const fn pin(_: usize) -> bool {
        false
    }
}
