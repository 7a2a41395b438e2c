//! A task: a closure moved into a few words, so that a slot of the slab holds any of them.
//!
//! Unsafe, for the type of the closure and its lifetime are forgotten here and remembered when it is called. What makes
//! that right: a task is made for a scope, and the scope does not end before it was called or dropped.
#![allow(unsafe_code, reason = "closures of all types lie in slots of one type")]
use std::mem::MaybeUninit;

use crate::core::CoreRef;
use crate::scope::Scope;
use crate::worker::Worker;

/// What a task may carry.
pub const TASK_BYTES: usize = 48;

#[repr(C)]
pub struct Task {
    pub call: Call,
    pub core: CoreRef,
    carried: Carried,
}

/// Moves the closure out of the slot and runs or drops it. A panic of either goes to the scope.
pub type Call = unsafe fn(*mut Task, &Worker, CoreRef, Fate);

#[repr(C, align(16))]
struct Carried([MaybeUninit<u64>; TASK_BYTES / 8]);

/// What becomes of a task that is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Run,
    Drop,
}

/// # Safety
/// `place` is an empty slot. The task is called before `'scope` ends; if it never is, what the closure holds leaks.
pub unsafe fn write<'scope, F>(place: *mut Task, core: CoreRef, work: F)
where
    F: FnOnce(&Scope<'scope>) + Send + 'scope,
{
    const {
        assert!(size_of::<F>() <= TASK_BYTES, "a task carries 48 bytes at most: lend it what is larger, or box it");
        assert!(align_of::<F>() <= align_of::<Carried>(), "what a task carries is aligned to 16 bytes at most");
    }
    // SAFETY: as the caller promised; the closure fits and is aligned. Field by field, for the rest need not be copied.
    unsafe {
        (&raw mut (*place).call).write(call::<F>);
        (&raw mut (*place).core).write(core);
        (&raw mut (*place).carried).cast::<F>().write(work);
    }
}

/// # Safety
/// The slot has a task with an `F`, which nobody reads again.
unsafe fn call<'scope, F>(place: *mut Task, worker: &Worker, core: CoreRef, fate: Fate)
where
    F: FnOnce(&Scope<'scope>) + Send + 'scope,
{
    // SAFETY: as the caller promised.
    let work = unsafe { (&raw mut (*place).carried).cast::<F>().read() };
    // SAFETY: the task is counted in its scope until it is done, so the scope is there.
    let core = unsafe { core.get() };
    core.contain(|| match fate {
        // SAFETY: both are there until it returns.
        Fate::Run => work(&unsafe { Scope::new(worker, core) }),
        Fate::Drop => drop(work),
    });
}
