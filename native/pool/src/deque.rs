//! A bounded deque of slab indices: its owner works at one end, all others steal half of it at the other. After Chase
//! and Lev (2005), with three changes: a steal takes many by one exchange, the end that is stolen from carries a tag,
//! and the owner keeps a few tasks private, so that most of its pops are plain loads and stores.
//!
//! ```text
//!   top            bottom         tip
//!    │ public, oldest │ private, newest │        top ≤ bottom ≤ tip, all counting up, cell = index mod capacity
//! ```
//!
//! **Why it is right.** `top` holds an index and a tag. It is changed by exchanges and additions alone, so all changes
//! of it stand in one order, and each of them reads the one before it.
//! - A thief reads `top`, then `bottom`, copies what it wants and exchanges `top` for an index further on. It has them
//!   if `top` was untouched in between.
//! - The owner takes public tasks back by lowering `bottom` and then adding a tag. What it reads from `top` then is
//!   exact: steals before it are counted, steals that were under way fail by the tag, and later ones have read the tag
//!   and with it the lowered `bottom`. So no task has two takers, and no order is needed that is total over several
//!   places: acquire and release are enough on every machine.
//! - A tag comes back after 2^40 takes, more than an hour of nothing else; a thief would have to sleep between two
//!   instructions for exactly so long.
//!
//! The orderings, each for one reason:
//!
//! | access | ordering | what it hands over |
//! | --- | --- | --- |
//! | every store of `bottom` | release | the cells below it and their slots; nothing where it falls back to `top` |
//! | `bottom` read by a thief | acquire | the same |
//! | `top` read by a thief | acquire | the `bottom` that was lowered before its tag |
//! | a steal's exchange | release | to the owner: the cells are read; where it fails, nothing |
//! | the owner's addition | acquire, release | to thieves: the lowered `bottom`; from them: the cells are read |
//! | a sleeper's addition | acquire, release | from the owner: what is left; to the owner: that somebody sleeps |
//! | `top` read by the owner for free cells | acquire | the cells that it writes anew are read |
//! | cells | relaxed | nothing by themselves; what a thief read in vain is forgotten |
use std::cell::Cell;
use std::sync::Arc;

use crate::sync::{AtomicU32, AtomicU64, Line, Ordering};

const INDEX: u64 = (1 << 24) - 1;
const TAG: u64 = 1 << 24;
/// Cells of a deque: a power of two, far less than half of what an index counts to, so that behind and ahead are told
/// apart. Few in a model.
pub const CAPACITY: usize = if cfg!(loom) { 4 } else { 1 << 12 };
#[allow(clippy::cast_possible_truncation, reason = "it is small")]
const CELLS: u32 = CAPACITY as u32;
/// Most tasks that the owner keeps from thieves.
pub const PRIVATE_MAX: u32 = 16;

/// What all can see of a deque.
pub struct Deque {
    top: Line<AtomicU64>,
    bottom: Line<AtomicU32>,
    cells: Box<[AtomicU32; CAPACITY]>,
}

/// What a steal came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Steal {
    /// So many are in the thief's deque now, as private ones.
    Taken(u32),
    Nothing,
    /// Another was faster.
    Lost,
}

impl Deque {
    pub fn new() -> Self {
        Self {
            top: Line(AtomicU64::new(0)),
            bottom: Line(AtomicU32::new(0)),
            cells: Box::new(std::array::from_fn(|_| AtomicU32::new(0))),
        }
    }

    /// Whether there is something to steal, as it looks from here.
    pub fn looks_empty(&self) -> bool {
        index(u64::from(self.bottom.0.load(Ordering::Relaxed))) == index(self.top.0.load(Ordering::Relaxed))
    }

    /// Whether there is something to steal, asked by one who sleeps if not and has said so before. It changes `top`:
    /// an owner whose next take comes after it sees the word of the sleeper, and of one that came before it all
    /// that is left is seen here.
    pub fn is_empty_for_sleeper(&self) -> bool {
        let top = self.top.0.fetch_add(TAG, Ordering::AcqRel);
        count(self.bottom.0.load(Ordering::Acquire), top) == 0
    }

    fn cell(&self, index: u32) -> &AtomicU32 {
        &self.cells[index as usize % CAPACITY]
    }
}

/// The end of a deque that one thread pushes to and pops from. It is handed from thread to thread, never shared.
pub struct Owner {
    deque: Arc<Deque>,
    tip: Cell<u32>,
    /// So far the tip may go before `top` is read again: the cells up to there are free.
    free_until: Cell<u32>,
    /// The owner keeps one task private while there are two to the power of this that are not.
    shift: u32,
}

impl Owner {
    /// At most one for a deque. The more workers share its tasks, the fewer are kept private: half of one's share.
    pub const fn new(deque: Arc<Deque>, workers: usize) -> Self {
        let shift = (2 * workers).next_power_of_two().trailing_zeros();
        Self { deque, tip: Cell::new(0), free_until: Cell::new(0), shift }
    }

    pub fn deque(&self) -> &Deque {
        &self.deque
    }

    #[cfg(all(test, loom))]
    pub fn shared_deque(&self) -> Arc<Deque> {
        Arc::clone(&self.deque)
    }

    /// False when it is full.
    #[inline]
    pub fn push(&self, task: u32) -> bool {
        let deque = &*self.deque;
        let tip = self.tip.get();
        if tip == self.free_until.get() && self.room() == 0 {
            return false;
        }
        deque.cell(tip).store(task, Ordering::Relaxed);
        let next = tip.wrapping_add(1);
        self.tip.set(next);
        let bottom = deque.bottom.0.load(Ordering::Relaxed);
        if bottom == tip || tip.wrapping_sub(bottom) == PRIVATE_MAX || deque.looks_empty() {
            deque.bottom.0.store(next, Ordering::Release);
        }
        true
    }

    /// How many cells are free.
    #[cold]
    #[inline(never)]
    fn room(&self) -> u32 {
        let tip = self.tip.get();
        let room = CELLS - count(tip, self.deque.top.0.load(Ordering::Acquire));
        self.free_until.set(tip.wrapping_add(room));
        room
    }

    /// The newest task. When thieves have taken all that is public, they get what is private.
    #[inline]
    pub fn pop(&self) -> Option<u32> {
        let deque = &*self.deque;
        if self.tip.get() == deque.bottom.0.load(Ordering::Relaxed) && !self.take_back() {
            return None;
        }
        let tip = self.tip.get().wrapping_sub(1);
        self.tip.set(tip);
        let task = deque.cell(tip).load(Ordering::Relaxed);
        if deque.looks_empty() {
            deque.bottom.0.store(tip, Ordering::Release);
        }
        Some(task)
    }

    /// Makes public tasks private, at least one if there is one.
    #[cold]
    #[inline(never)]
    fn take_back(&self) -> bool {
        let Deque { top, bottom, .. } = &*self.deque;
        let tip = self.tip.get();
        let public = count(tip, top.0.load(Ordering::Relaxed));
        if public == 0 {
            return false;
        }
        let wanted = (public >> self.shift).clamp(1, PRIVATE_MAX);
        bottom.0.store(tip.wrapping_sub(wanted), Ordering::Release);
        let left = count(tip, top.0.fetch_add(TAG, Ordering::AcqRel));
        if left < wanted {
            bottom.0.store(tip.wrapping_sub(left), Ordering::Release);
        }
        left > 0
    }

    /// Takes half of what `victim` has, its oldest first, as far as there is room.
    pub fn steal(&self, victim: &Deque) -> Steal {
        let top = victim.top.0.load(Ordering::Acquire);
        let there = count(victim.bottom.0.load(Ordering::Acquire), top);
        let tip = self.tip.get();
        let wanted = there.div_ceil(2).min(self.room());
        if wanted == 0 {
            return Steal::Nothing;
        }
        for i in 0..wanted {
            let task = victim.cell(index(top).wrapping_add(i)).load(Ordering::Relaxed);
            self.deque.cell(tip.wrapping_add(i)).store(task, Ordering::Relaxed);
        }
        let moved = (top & !INDEX) | ((top + u64::from(wanted)) & INDEX);
        match victim.top.0.compare_exchange(top, moved, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => {
                self.tip.set(tip.wrapping_add(wanted));
                Steal::Taken(wanted)
            }
            Err(_) => Steal::Lost,
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "an index has 24 bits")]
const fn index(top: u64) -> u32 {
    (top & INDEX) as u32
}

/// How many tasks lie between; none where `end` is behind, as `bottom` may be for a moment.
const fn count(end: u32, top: u64) -> u32 {
    let ahead = end.wrapping_sub(index(top)) & index(INDEX);
    if ahead > index(INDEX) / 2 { 0 } else { ahead }
}
