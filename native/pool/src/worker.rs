//! One who runs tasks: a thread of the pool, or a caller of `scope` while its scope runs.
//!
//! Unsafe, for it takes tasks out of their slots and looks at scopes through their tasks. What makes that right: an
//! index that comes out of a deque or the injector is held by who got it, and a scope is there while a task of it is.
#![allow(unsafe_code, reason = "indices are turned into tasks")]
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::core::{Core, CoreRef, Flag};
use crate::deque::{Deque, Owner, Steal};
use crate::injector::{CHUNK, Injector};
use crate::slab::Slab;
use crate::sleepers::Sleepers;
use crate::sync::{AtomicBool, Ordering, back_off, give_way};
use crate::task::{Fate, Task};

/// Tasks that a worker counts in advance, so that most spawns change nothing that others read.
const ADVANCE: usize = 64;
/// Slots that a worker keeps at hand.
const CACHE: usize = 128;
/// So many waits of one thread may lie in each other; below that, tasks run where they are spawned. A worker that waits
/// runs what comes, which may wait again: this is what bounds its stack.
const DEPTH_MAX: u32 = 64;

/// What all workers of a pool share.
pub struct Shared {
    pub deques: Box<[Arc<Deque>]>,
    pub injector: Injector,
    pub slab: Slab,
    pub sleepers: Sleepers,
    pub stop: AtomicBool,
    /// How many work at a time, as a rule: the threads and one caller.
    pub workers: usize,
}

impl Shared {
    /// Threads go once they find nothing more.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.sleepers.call_all();
    }
}

pub struct Worker {
    shared: Arc<Shared>,
    seat: usize,
    owner: Owner,
    cache: [Cell<u32>; CACHE],
    cached: Cell<usize>,
    /// Tasks that are counted in a scope and not there: its `pending` is over only when they are given back.
    advance: Cell<usize>,
    advance_of: Cell<Option<CoreRef>>,
    /// The scope whose task, or body, runs; whatever there was last where none does.
    current: Cell<Option<CoreRef>>,
    depth: Cell<u32>,
    random: Cell<u64>,
    /// In seeded order: what may run next.
    bag: Option<RefCell<Vec<u32>>>,
}

// SAFETY: a worker goes from one thread to another only while no scope runs on it, and then refers to none.
unsafe impl Send for Worker {}

impl Worker {
    pub fn new(shared: &Arc<Shared>, seat: usize, slots: usize, seed: Option<u64>) -> Self {
        // Spread, for neighbours are to begin elsewhere; and never zero, which the generator would keep.
        let random = (seed.unwrap_or(seat as u64) ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1;
        Self {
            shared: Arc::clone(shared),
            seat,
            owner: Owner::new(Arc::clone(&shared.deques[seat]), shared.workers),
            cache: [const { Cell::new(0) }; CACHE],
            cached: Cell::new(0),
            advance: Cell::new(0),
            advance_of: Cell::new(None),
            current: Cell::new(None),
            depth: Cell::new(0),
            random: Cell::new(random),
            bag: seed.map(|_| RefCell::new(Vec::with_capacity(slots))),
        }
    }

    pub fn is_of(&self, shared: &Arc<Shared>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
    }

    pub const fn seat(&self) -> usize {
        self.seat
    }

    /// What calls off the scope that runs, and with it one that begins now.
    pub fn around(&self) -> Option<&Flag> {
        // SAFETY: its task, or its body, is not done, for this is called from it.
        self.current.get().map(|core| &unsafe { core.get() }.flag)
    }

    /// A free slot, unless there is none or tasks are to run where they are spawned.
    #[inline]
    pub fn reserve(&self) -> Option<u32> {
        if self.depth.get() > DEPTH_MAX {
            return None;
        }
        let cached = match self.cached.get() {
            0 => self.shared.slab.refill(&self.cache),
            cached => cached,
        };
        let left = cached.checked_sub(1)?;
        self.cached.set(left);
        Some(self.cache[left].get())
    }

    #[inline]
    pub fn with_slot<R>(&self, slot: u32, access: impl FnOnce(*mut Task) -> R) -> R {
        self.shared.slab.with(slot, access)
    }

    #[inline]
    fn release(&self, slot: u32) {
        let mut cached = self.cached.get();
        if cached == CACHE {
            cached = CACHE / 2;
            self.shared.slab.give_back(&self.cache, cached);
        }
        self.cache[cached].set(slot);
        self.cached.set(cached + 1);
    }

    /// Queues the task in a slot that was reserved.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a call costs as much as the rest; measured")]
    pub fn spawn(&self, core: &Core, slot: u32) {
        self.turn_to(core.reference());
        if self.advance.get() == 0 {
            core.expect(ADVANCE);
            self.advance.set(ADVANCE);
        }
        self.advance.set(self.advance.get() - 1);
        while !self.owner.push(slot) {
            self.spill();
        }
        self.shared.sleepers.call_one();
    }

    /// Moves a chunk of the own deque to the injector. Returns whether there was one.
    #[cold]
    #[inline(never)]
    fn spill(&self) -> bool {
        let mut chunk = [0; CHUNK];
        let mut count = 0;
        while count < CHUNK
            && let Some(task) = self.owner.pop()
        {
            chunk[count] = task;
            count += 1;
        }
        self.shared.injector.push(&chunk[..count]);
        count > 0
    }

    /// Counts for this scope from now on.
    #[inline]
    fn turn_to(&self, core: CoreRef) {
        if self.advance_of.get() != Some(core) {
            self.turn_from_another(core);
        }
    }

    #[cold]
    #[inline(never)]
    fn turn_from_another(&self, core: CoreRef) {
        self.settle();
        self.advance_of.set(Some(core));
    }

    fn counts_for(&self, core: &Core) -> bool {
        self.advance_of.get() == Some(core.reference())
    }

    /// Gives back what was counted in advance. The scope may be over by that.
    fn settle(&self) {
        let advance = self.advance.replace(0);
        let Some(core) = self.advance_of.replace(None) else { return };
        if advance > 0 {
            // SAFETY: what is counted in advance keeps the scope there.
            let last = unsafe { core.get() }.done(advance);
            if let Some(seat) = last
                && seat != self.seat
            {
                self.shared.sleepers.call(seat);
            }
        }
    }

    /// Runs a task, or drops it if its scope is called off.
    #[inline]
    fn execute(&self, slot: u32) {
        let core = self.with_slot(slot, |task| {
            // SAFETY: who took the index from a queue holds the slot, and it has a task.
            let (call, core) = unsafe { ((*task).call, (*task).core) };
            self.turn_to(core);
            self.current.set(Some(core));
            // SAFETY: the task is counted, so its scope is there.
            let fate = if unsafe { core.get() }.is_called_off() { Fate::Drop } else { Fate::Run };
            // SAFETY: as above, and nobody read the closure yet.
            unsafe { call(task, self, core, fate) };
            core
        });
        self.release(slot);
        self.turn_to(core);
        self.advance.set(self.advance.get() + 1);
    }

    /// Runs the body of a scope and then whatever there is until all tasks of the scope are done.
    pub fn run<R>(&self, core: &Core, body: impl FnOnce() -> R) -> Option<R> {
        let outer = self.current.replace(Some(core.reference()));
        self.depth.set(self.depth.get() + 1);
        let result = core.contain(body);
        self.work_until(|| core.waits_for() == if self.counts_for(core) { self.advance.get() } else { 0 });
        self.depth.set(self.depth.get() - 1);
        self.current.set(outer);
        result
    }

    /// A thread of the pool, until the pool stops.
    pub fn serve(&self) {
        self.work_until(|| self.shared.stop.load(Ordering::Acquire));
    }

    /// Asks before each task: whoever waits for a scope goes as soon as it is over, whatever else there is to do.
    fn work_until(&self, done: impl Fn() -> bool) {
        while !done() {
            let task = self.take().or_else(|| {
                self.settle();
                self.search(&done)
            });
            if let Some(task) = task {
                self.execute(task);
            }
        }
        self.settle();
    }

    /// The next task of one's own.
    #[inline]
    fn take(&self) -> Option<u32> {
        if let Some(bag) = &self.bag {
            return self.draw(bag);
        }
        let task = self.owner.pop();
        if self.shared.sleepers.are_some() && !self.owner.deque().looks_empty() {
            self.shared.sleepers.call_one();
        }
        task
    }

    /// Any of all tasks there are, by the seed.
    #[cold]
    #[inline(never)]
    fn draw(&self, bag: &RefCell<Vec<u32>>) -> Option<u32> {
        let mut bag = bag.borrow_mut();
        loop {
            while let Some(task) = self.owner.pop() {
                bag.push(task);
            }
            if !self.shared.injector.take(&self.owner, 1) {
                break;
            }
        }
        let count = bag.len();
        (count > 0).then(|| bag.swap_remove(self.below(count)))
    }

    /// A task of somebody else. None when `done`.
    fn search(&self, done: &impl Fn() -> bool) -> Option<u32> {
        let mut round = 0;
        loop {
            if let Some(task) = self.find() {
                return Some(task);
            }
            if done() {
                return None;
            }
            if !back_off(round) {
                self.sleep(done);
                round = 0;
            }
            round += 1;
        }
    }

    fn find(&self) -> Option<u32> {
        if !self.shared.injector.looks_empty() && self.shared.injector.take(&self.owner, self.shared.workers) {
            return self.take();
        }
        let seats = self.shared.deques.len();
        let first = self.below(seats);
        for i in 0..seats {
            let victim = (first + i) % seats;
            if victim == self.seat {
                continue;
            }
            loop {
                match self.owner.steal(&self.shared.deques[victim]) {
                    Steal::Taken(_) => return self.take(),
                    Steal::Nothing => break,
                    Steal::Lost => {}
                }
            }
        }
        None
    }

    /// Sleeps unless there is work or `done`, which are looked at once more after it is said that somebody sleeps: so
    /// either the sleeper sees the work, or who brings it sees the sleeper. A push is not held up for that. One that
    /// comes in the same few nanoseconds may miss the sleeper; giving way first makes these long past, and at the
    /// latest when its owner takes a task and leaves others, it calls.
    fn sleep(&self, done: &impl Fn() -> bool) {
        let sleepers = &self.shared.sleepers;
        sleepers.announce(self.seat);
        give_way();
        let others = self.shared.deques.iter().enumerate().filter(|(seat, _)| *seat != self.seat);
        let mut deques = others.map(|(_, deque)| deque);
        if deques.all(|deque| deque.is_empty_for_sleeper()) && self.shared.injector.is_empty_for_sleeper() && !done() {
            sleepers.sleep(self.seat);
        }
        sleepers.retract(self.seat);
    }

    /// Whether nobody could steal a thing from here.
    pub fn has_nothing_to_steal(&self) -> bool {
        self.owner.deque().looks_empty()
    }

    /// Whether the order is by a seed, and so there can never be too many tasks to choose from.
    pub const fn is_seeded(&self) -> bool {
        self.bag.is_some()
    }

    /// Leaves the tasks of other scopes to others: a caller goes when its own scope is over.
    pub fn leave(&self) {
        if let Some(bag) = &self.bag {
            let mut bag = bag.borrow_mut();
            self.shared.injector.push(&bag);
            bag.clear();
        }
        while self.spill() {
            self.shared.sleepers.call_one();
        }
    }

    /// A number below `bound`, by the generator of Marsaglia (xorshift64).
    fn below(&self, bound: usize) -> usize {
        let mut random = self.random.get();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        self.random.set(random);
        usize::try_from(random >> 32).unwrap_or(0) % bound
    }
}
