//! The handle that tasks are spawned with.
//!
//! Unsafe, for a task that is spawned forgets the lifetime of what it borrows. What makes that right: the scope waits
//! for it, and `'scope` is longer than the call of `Pool::scope` that waits.
#![allow(unsafe_code, reason = "a task forgets the lifetime of what it borrows")]
use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::core::{Core, Flag};
use crate::error::ScopeError;
use crate::task;
use crate::worker::Worker;

/// The right to spawn tasks into a scope, on the thread that holds it.
///
/// Use the one you are given: the body of [`Pool::scope`](crate::Pool::scope) has one, each task has its own, and none
/// can be sent elsewhere. A task may borrow whatever outlives the call of `scope`, and carries 48 bytes at most: lend
/// it what is larger, or box it.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use knhk_pool::{Config, Pool};
///
/// let pool = Pool::start(&Config::default())?;
/// let sum = AtomicU64::new(0);
/// pool.scope(|scope| {
///     for n in 1..=10 {
///         let sum = &sum;
///         scope.spawn(move |scope| {
///             scope.spawn(move |_| { sum.fetch_add(n, Ordering::Relaxed); });
///         });
///     }
/// })?;
/// assert_eq!(sum.into_inner(), 55);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Scope<'scope> {
    worker: *const Worker,
    core: *const Core,
    /// Neither longer nor shorter, and not for other threads.
    marker: PhantomData<Cell<&'scope ()>>,
}

impl<'scope> Scope<'scope> {
    /// # Safety
    /// Both outlive what is returned, which its type does not say.
    pub(crate) const unsafe fn new(worker: &Worker, core: &Core) -> Self {
        Self { worker, core, marker: PhantomData }
    }

    const fn core(&self) -> &Core {
        // SAFETY: as was promised to `new`.
        unsafe { &*self.core }
    }

    /// Has `work` run by some worker, some time before the scope ends, or dropped if the scope is cancelled first.
    ///
    /// Use it for work worth a microsecond or more; for many small pieces that are known beforehand,
    /// [`Pool::for_each_chunk`](crate::Pool::for_each_chunk) costs less. The order is the pool's. When all slots are
    /// taken, or scopes lie 64 deep in each other, `work` runs here and now: so a long chain of tasks, each spawning
    /// the next, needs a free slot or stack for all of it. A task must not wait for another, but by a scope.
    #[inline]
    pub fn spawn<F>(&self, work: F)
    where
        F: FnOnce(&Self) + Send + 'scope,
    {
        let (worker, core) = (self.worker(), self.core());
        if let Some(slot) = worker.reserve() {
            // SAFETY: the slot was reserved; `core` waits for the task, and lies within `'scope`.
            worker.with_slot(slot, |place| unsafe { task::write(place, core.reference(), work) });
            worker.spawn(core, slot);
        } else {
            core.contain(|| {
                if !core.is_called_off() {
                    work(self);
                }
            });
        }
    }

    /// Calls the scope off, with all scopes inside of it: tasks that did not begin are dropped. Those that did may ask
    /// [`is_cancelled`](Self::is_cancelled). The scope ends as `Cancelled`.
    pub fn cancel(&self) {
        self.core().flag.set();
    }

    /// Whether this scope, one around it, its token or the pool was called off. It costs a few loads: ask often.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.core().is_called_off()
    }

    /// The worker that it spawns on.
    pub(crate) const fn worker(&self) -> &Worker {
        // SAFETY: as was promised to `new`.
        unsafe { &*self.worker }
    }
}

/// A way to call scopes off from outside, from any thread.
///
/// Use it with [`Pool::scope_with`](crate::Pool::scope_with), for a deadline or a user who changed his mind. It stays
/// cancelled: take a new one for the next run.
///
/// ```
/// use knhk_pool::{Config, Pool, ScopeError, Token};
///
/// let pool = Pool::start(&Config::default())?;
/// let token = Token::new();
/// token.cancel();
/// let items = [1, 2, 3];
/// let run = pool.scope_with(&token, |_| pool.for_each_chunk(&items[..], 1, |_| unreachable!()));
/// assert_eq!(run, Err(ScopeError::Cancelled));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(pub(crate) Arc<Flag>);

impl Token {
    /// One that is not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Flag::new()))
    }

    /// For good.
    pub fn cancel(&self) {
        self.0.set();
    }

    /// Whether it is.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_set()
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs `body` as a scope that is called off with `above` and by `token`, and whatever it spawns.
pub fn run<'scope, R>(
    worker: &Worker,
    above: Option<&Flag>,
    token: Option<&Flag>,
    body: impl FnOnce(&Scope<'scope>) -> R,
) -> Result<R, ScopeError> {
    // SAFETY: the caller holds both until this returns.
    let core = unsafe { Core::new(worker.seat(), above, token) };
    // SAFETY: both are there until `body` returns.
    let result = worker.run(&core, || body(&unsafe { Scope::new(worker, &core) }));
    match (core.panic(), result) {
        (Some(panic), _) => Err(ScopeError::Panicked(panic)),
        (None, Some(result)) if !core.flag.is_set() => Ok(result),
        (None, _) => Err(ScopeError::Cancelled),
    }
}
