//! The pool: its threads, who may call, and its end.
use std::io;
use std::sync::{Arc, mpsc};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::core::Flag;
use crate::current::{as_worker, current};
use crate::deque::Deque;
use crate::error::{ScopeError, StillRunning};
use crate::injector::Injector;
use crate::pin::pin;
use crate::scope::{Scope, Token, run};
use crate::slab::Slab;
use crate::sleepers::Sleepers;
use crate::sync::AtomicBool;
use crate::worker::{Shared, Worker};

/// Threads that share out tasks by stealing.
///
/// Use one for a process, for work that keeps processors busy: replay, simulation, sweeps over many cases, verification
/// of many nets. Never wait for a file, a socket or a lock in a task: a thread that waits is a processor that idles.
/// Whoever calls a scope works along and returns when all is done, so do not call from a thread that must not be held
/// up.
///
/// ```
/// use knhk_pool::{Config, Pool};
///
/// let pool = Pool::start(&Config::default())?;
/// let (mut left, mut right) = (0, 0);
/// pool.scope(|scope| {
///     scope.spawn(|_| left = (1..=10).sum());
///     right = (1..=10).product();
/// })?;
/// assert_eq!((left, right), (55, 3_628_800));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pool {
    shared: Arc<Shared>,
    door: std::sync::Mutex<Door>,
    /// A caller went, or its place came free.
    moved: std::sync::Condvar,
    /// Above all scopes.
    flag: Flag,
    threads: std::sync::Mutex<Vec<JoinHandle<()>>>,
    pinned: usize,
}

struct Door {
    /// Workers for callers that are not in use.
    free: Vec<Worker>,
    inside: usize,
    closed: bool,
}

/// What becomes of the tasks that did not begin when a pool is shut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shutdown {
    /// They run.
    Drain,
    /// They are dropped; scopes end as cancelled.
    Drop,
}

impl Pool {
    /// Starts the threads and waits until each runs.
    ///
    /// # Errors
    /// When the system refuses a thread; those that were started are gone again.
    pub fn start(config: &Config) -> io::Result<Self> {
        let mut pool = Self::without_threads(config, config.threads, config.callers(), None);
        let (say, told) = mpsc::channel();
        for seat in 0..config.threads {
            let worker = Worker::new(&pool.shared, seat, 0, None);
            let (say, wanted) = (say.clone(), config.pin);
            let serve = move || {
                // The first processor is left to the caller.
                let pinned = wanted && pin(seat + 1);
                // Nobody listens any more when a later thread could not be started.
                let _ = say.send(pinned);
                as_worker(&worker, || worker.serve());
            };
            let thread = Builder::new().name(format!("knhk-pool-{seat}")).spawn(serve)?;
            threads(&pool).push(thread);
        }
        pool.pinned = told.iter().take(config.threads).filter(|pinned| *pinned).count();
        Ok(pool)
    }

    /// A pool without threads: its callers run the tasks, one caller at a time, in an order that `seed` chooses among
    /// all that could be. The same seed and the same calls give the same order.
    ///
    /// Use it in tests, with many seeds, to see that a result does not depend on the order; and to repeat a run that
    /// went wrong.
    ///
    /// ```
    /// use std::sync::Mutex;
    /// use knhk_pool::Pool;
    ///
    /// let order = |seed| {
    ///     let said = Mutex::new(Vec::new());
    ///     Pool::seeded(seed).scope(|scope| {
    ///         for n in 0..5 {
    ///             let said = &said;
    ///             scope.spawn(move |_| said.lock().unwrap().push(n));
    ///         }
    ///     }).unwrap();
    ///     said.into_inner().unwrap()
    /// };
    /// assert_eq!(order(7), order(7));
    /// assert_ne!(order(7), order(8));
    /// ```
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::without_threads(&Config::default(), 0, 1, Some(seed))
    }

    fn without_threads(config: &Config, threads: usize, callers: usize, seed: Option<u64>) -> Self {
        let seats = threads + callers;
        let shared = Arc::new(Shared {
            deques: (0..seats).map(|_| Arc::new(Deque::new())).collect(),
            injector: Injector::new(config.slots()),
            slab: Slab::new(config.slots()),
            sleepers: Sleepers::new(seats),
            stop: AtomicBool::new(false),
            workers: threads + 1,
        });
        let free = (threads..seats).map(|seat| Worker::new(&shared, seat, config.slots(), seed)).collect();
        Self {
            shared,
            door: std::sync::Mutex::new(Door { free, inside: 0, closed: false }),
            moved: std::sync::Condvar::new(),
            flag: Flag::new(),
            threads: std::sync::Mutex::new(Vec::with_capacity(threads)),
            pinned: 0,
        }
    }

    /// Who works while a caller waits: the threads and the caller.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.shared.workers
    }

    /// How many threads are bound to a processor: none unless it was asked for, on Linux, and the system let them.
    #[must_use]
    pub const fn pinned(&self) -> usize {
        self.pinned
    }

    /// Runs `body` here, which spawns, and returns when all that it spawned is done. Inside of a task it is a nested
    /// scope: it is called off with the one around it.
    ///
    /// Use it for tasks of different kinds, or that spawn others; for pieces of one kind there is
    /// [`for_each_chunk`](Self::for_each_chunk). While it waits, this thread runs tasks, also of other scopes.
    ///
    /// # Errors
    /// [`ScopeError`]; a panic of a task, or of `body`, is one, and leaves the pool and other scopes as they were.
    pub fn scope<'scope, R>(&self, body: impl FnOnce(&Scope<'scope>) -> R) -> Result<R, ScopeError> {
        self.enter(None, body)
    }

    /// As [`scope`](Self::scope); `token` calls it off from outside, and with it whatever is begun inside.
    ///
    /// # Errors
    /// As `scope`.
    pub fn scope_with<'scope, R>(
        &self,
        token: &Token,
        body: impl FnOnce(&Scope<'scope>) -> R,
    ) -> Result<R, ScopeError> {
        self.enter(Some(token), body)
    }

    fn enter<'scope, R>(&self, token: Option<&Token>, body: impl FnOnce(&Scope<'scope>) -> R) -> Result<R, ScopeError> {
        let token = token.map(|token| &*token.0);
        current(|worker| match worker.filter(|worker| worker.is_of(&self.shared)) {
            Some(worker) => run(worker, worker.around(), token, body),
            None => self.enter_from_outside(token, body),
        })
    }

    fn enter_from_outside<'scope, R>(
        &self,
        token: Option<&Flag>,
        body: impl FnOnce(&Scope<'scope>) -> R,
    ) -> Result<R, ScopeError> {
        let worker = self.come().ok_or(ScopeError::Closed)?;
        // Most scopes have no token, and the pool's own flag is quicker found in its place.
        let (above, token) = token.map_or((None, &self.flag), |token| (Some(&self.flag), token));
        let result = as_worker(&worker, || run(&worker, above, Some(token), body));
        worker.leave();
        self.go(worker);
        result
    }

    fn come(&self) -> Option<Worker> {
        let mut door = self.door();
        loop {
            if door.closed {
                return None;
            }
            if let Some(worker) = door.free.pop() {
                door.inside += 1;
                return Some(worker);
            }
            door = self.moved.wait(door).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    fn go(&self, worker: Worker) {
        let mut door = self.door();
        let awaited = door.closed || door.free.is_empty();
        door.free.push(worker);
        door.inside -= 1;
        drop(door);
        if awaited {
            self.moved.notify_all();
        }
    }

    fn door(&self) -> std::sync::MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes no more scopes from outside, and waits for those that run, at most for `deadline`; then the threads are
    /// gone. It may be asked again, with less patience.
    ///
    /// Use it where the end is to be noticed; dropping the pool ends it as well, and waits as long as its tasks take. A
    /// task that never ends and never asks cannot be stopped. From inside of a scope it waits for itself in vain.
    ///
    /// ```
    /// use std::time::Duration;
    /// use knhk_pool::{Config, Pool, ScopeError, Shutdown};
    ///
    /// let pool = Pool::start(&Config::default())?;
    /// pool.shutdown(Shutdown::Drain, Duration::from_secs(1))?;
    /// assert_eq!(pool.scope(|_| ()), Err(ScopeError::Closed));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`StillRunning`] when the deadline passed. They run on.
    pub fn shutdown(&self, how: Shutdown, deadline: Duration) -> Result<(), StillRunning> {
        let until = Instant::now() + deadline;
        let mut door = self.door();
        door.closed = true;
        if how == Shutdown::Drop {
            self.flag.set();
        }
        self.moved.notify_all();
        while door.inside > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(StillRunning { scopes: door.inside });
            }
            door = self.moved.wait_timeout(door, left).unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        drop(door);
        self.stop();
        Ok(())
    }

    fn stop(&self) {
        self.shared.stop();
        for thread in threads(self).drain(..) {
            // A thread of the pool contains what its tasks throw; if it throws itself, it said so on its way.
            let _ = thread.join();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.stop();
    }
}

fn threads(pool: &Pool) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
    pool.threads.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
