//! Which worker a thread is, so that a scope begun inside of a task is run by the worker that runs the task.
//!
//! Unsafe, for a thread-local holds a pointer. What makes that right: it is set for the length of one call, to what is
//! borrowed for that call.
#![allow(unsafe_code, reason = "a thread-local cannot hold a borrow")]
use std::cell::Cell;
use std::ptr;

use crate::worker::Worker;

std::thread_local! {
    static CURRENT: Cell<*const Worker> = const { Cell::new(ptr::null()) };
}

/// The thread is this worker while `work` runs. Once more inside of that it is another's for so long.
pub fn as_worker<R>(worker: &Worker, work: impl FnOnce() -> R) -> R {
    struct Before(*const Worker);
    impl Drop for Before {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _before = Before(CURRENT.replace(worker));
    work()
}

/// Calls `work` with the worker that this thread is.
pub fn current<R>(work: impl FnOnce(Option<&Worker>) -> R) -> R {
    // SAFETY: it is null or borrowed by an `as_worker` that this call is inside of.
    work(unsafe { CURRENT.get().as_ref() })
}
