//! What is known of a scope while it runs: how many tasks it waits for, whether it is cancelled, what went wrong.
//!
//! Unsafe, for it lies on the stack of the caller of `Pool::scope` and is pointed at by its tasks. What makes that
//! right: each task is counted in `pending` from before others can see it until it is done, and the caller waits for
//! zero.
#![allow(unsafe_code, reason = "a scope lies on the stack and is pointed at by its tasks")]
use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

use crate::error::Panic;
use crate::sync::{AtomicBool, AtomicUsize, Line, Mutex, Ordering, lock};

/// Whether something is called off: by itself, or with what it is a part of.
pub struct Flag {
    set: AtomicBool,
    token: Option<NonNull<Self>>,
    above: Option<NonNull<Self>>,
}

// SAFETY: what it points at outlives it and may be shared as itself.
unsafe impl Send for Flag {}
// SAFETY: as above.
unsafe impl Sync for Flag {}

impl Flag {
    #[cfg_attr(not(loom), allow(clippy::missing_const_for_fn, reason = "loom's atomics have no const new"))]
    pub fn new() -> Self {
        Self { set: AtomicBool::new(false), token: None, above: None }
    }

    /// Release, with the acquire in `Core::is_called_off`: who sees the new count sees the flag.
    pub fn set(&self) {
        self.set.store(true, Ordering::Relaxed);
        #[cfg(not(loom))]
        CALLS.fetch_add(1, Ordering::Release);
    }

    pub fn is_set(&self) -> bool {
        let mut flag = self;
        loop {
            // SAFETY: what a flag points at outlives it.
            let by_token = flag.token.is_some_and(|token| unsafe { token.as_ref() }.set.load(Ordering::Relaxed));
            if flag.set.load(Ordering::Relaxed) || by_token {
                return true;
            }
            let Some(above) = flag.above else { return false };
            // SAFETY: as above.
            flag = unsafe { above.as_ref() };
        }
    }
}

/// How often any flag of the process was set, so that a scope need not look at those above it again and again.
#[cfg(not(loom))]
static CALLS: AtomicUsize = AtomicUsize::new(1);

pub struct Core {
    /// Tasks that are not done, and those that workers have counted in advance.
    pending: Line<AtomicUsize>,
    pub flag: Flag,
    /// The count of `CALLS` at which it was not called off.
    #[cfg(not(loom))]
    clear: AtomicUsize,
    panicked: Mutex<Option<Panic>>,
    /// The seat that waits for the end.
    seat: usize,
}

/// A scope that is there for as long as a task of it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CoreRef(NonNull<Core>);

// SAFETY: what it points at may be shared.
unsafe impl Send for CoreRef {}

impl CoreRef {
    /// # Safety
    /// The scope has not ended: a task of it is not done, or the caller of `Pool::scope` is this thread.
    pub const unsafe fn get<'a>(self) -> &'a Core {
        // SAFETY: as the caller promised.
        unsafe { self.0.as_ref() }
    }
}

impl Core {
    /// # Safety
    /// The flags outlive it.
    pub unsafe fn new(seat: usize, above: Option<&Flag>, token: Option<&Flag>) -> Self {
        Self {
            pending: Line(AtomicUsize::new(0)),
            flag: Flag { token: token.map(NonNull::from), above: above.map(NonNull::from), ..Flag::new() },
            #[cfg(not(loom))]
            clear: AtomicUsize::new(0),
            panicked: Mutex::new(None),
            seat,
        }
    }

    /// Two loads, unless something was called off somewhere.
    #[cfg(not(loom))]
    #[inline]
    pub fn is_called_off(&self) -> bool {
        let calls = CALLS.load(Ordering::Acquire);
        self.clear.load(Ordering::Relaxed) != calls && self.is_called_off_by(calls)
    }

    #[cfg(not(loom))]
    #[cold]
    #[inline(never)]
    fn is_called_off_by(&self, calls: usize) -> bool {
        let set = self.flag.is_set();
        if !set {
            self.clear.store(calls, Ordering::Relaxed);
        }
        set
    }

    #[cfg(loom)]
    pub fn is_called_off(&self) -> bool {
        self.flag.is_set()
    }

    pub const fn reference(&self) -> CoreRef {
        CoreRef(NonNull::from_ref(self))
    }

    /// Counts tasks that are about to be. Only by one that is counted, or by the caller of the scope: so it cannot be
    /// over at the same time, and no order is needed.
    pub fn expect(&self, tasks: usize) {
        self.pending.0.fetch_add(tasks, Ordering::Relaxed);
    }

    /// Counts tasks as done; release, for what they wrote. Returns the seat to call when they were the last. The scope
    /// may be gone after that.
    pub fn done(&self, tasks: usize) -> Option<usize> {
        let seat = self.seat;
        (self.pending.0.fetch_sub(tasks, Ordering::Release) == tasks).then_some(seat)
    }

    /// How many tasks are not done, and how many are counted in advance. None but the latter, when its body has ended,
    /// mean that it is over for good. Acquire: what its tasks wrote is seen by whoever sees that.
    pub fn waits_for(&self) -> usize {
        self.pending.0.load(Ordering::Acquire)
    }

    /// Runs `work`; a panic is kept and calls the scope off.
    #[inline]
    pub fn contain<R>(&self, work: impl FnOnce() -> R) -> Option<R> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|payload| self.fail(payload)).ok()
    }

    #[cold]
    fn fail(&self, payload: Box<dyn Any + Send>) {
        self.flag.set();
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = text.or_else(|| payload.downcast_ref::<String>().cloned());
        // What is thrown may itself throw when it is dropped. That is dropped if it is a text, else forgotten: there
        // may be no end to it.
        if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload)))
            && !second.is::<&str>()
            && !second.is::<String>()
        {
            mem::forget(second);
        }
        let mut panicked = lock(&self.panicked);
        if let Some(panic) = panicked.as_mut() {
            panic.count += 1;
        } else {
            let message = message.unwrap_or_else(|| "a panic without a message".to_owned());
            *panicked = Some(Panic { message, count: 1 });
        }
    }

    pub fn panic(&self) -> Option<Panic> {
        lock(&self.panicked).take()
    }
}
