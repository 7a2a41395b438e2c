//! The slots that tasks lie in between their spawn and their run. All are made at the start; there are never more.
//!
//! Unsafe, for slots are shared, and written and read by pointer. What makes that right: an index is held by one at a
//! time. It goes from the free list to a worker, with the task through a deque or the injector, to the worker that
//! takes the task, and back; each of these ways hands over the slot with it.
#![allow(unsafe_code, reason = "a slot belongs to whoever holds its index")]
use std::mem::MaybeUninit;

use crate::sync::{AtomicUsize, Mutex, Ordering, lock};
use crate::task::Task;

#[cfg(loom)]
use loom::cell::UnsafeCell;
#[cfg(not(loom))]
use std::cell::UnsafeCell;

pub struct Slab {
    slots: Box<[Slot]>,
    free: Mutex<Vec<u32>>,
    /// How many are free, for a look without the lock.
    count: AtomicUsize,
}

#[repr(align(64))]
struct Slot(UnsafeCell<MaybeUninit<Task>>);

#[cfg(not(loom))]
const _: () = assert!(size_of::<Slot>() == 64, "a slot is one line");

// SAFETY: a slot is touched by the holder of its index alone, and tasks may be sent.
unsafe impl Sync for Slab {}

impl Slab {
    pub fn new(capacity: usize) -> Self {
        let last = u32::try_from(capacity).unwrap_or(u32::MAX);
        Self {
            slots: (0..capacity).map(|_| Slot(UnsafeCell::new(MaybeUninit::uninit()))).collect(),
            free: Mutex::new((0..last).rev().collect()),
            count: AtomicUsize::new(capacity),
        }
    }

    /// Hands out a slot, to be used by the holder of its index.
    #[inline]
    pub fn with<R>(&self, index: u32, access: impl FnOnce(*mut Task) -> R) -> R {
        self.slots[index as usize].with(|slot| access(slot.cast()))
    }

    /// Moves free indices into a cache that is empty until it is half full. Returns how many.
    #[cold]
    #[inline(never)]
    pub fn refill(&self, cache: &[std::cell::Cell<u32>]) -> usize {
        if self.count.load(Ordering::Relaxed) == 0 {
            return 0;
        }
        let mut free = lock(&self.free);
        let left = free.len().saturating_sub(cache.len() / 2);
        let moved = free.drain(left..).zip(cache).map(|(index, place)| place.set(index)).count();
        self.count.store(left, Ordering::Relaxed);
        drop(free);
        moved
    }

    /// Takes back what is in `cache` behind the first `keep`.
    #[cold]
    #[inline(never)]
    pub fn give_back(&self, cache: &[std::cell::Cell<u32>], keep: usize) {
        let mut free = lock(&self.free);
        free.extend(cache[keep..].iter().map(std::cell::Cell::get));
        self.count.store(free.len(), Ordering::Relaxed);
    }
}

impl Slot {
    #[cfg(not(loom))]
    fn with<R>(&self, access: impl FnOnce(*mut MaybeUninit<Task>) -> R) -> R {
        access(self.0.get())
    }

    #[cfg(loom)]
    fn with<R>(&self, access: impl FnOnce(*mut MaybeUninit<Task>) -> R) -> R {
        self.0.with_mut(access)
    }
}
