//! What a pool is made of.
use std::thread::available_parallelism;

/// The sizes of a pool, fixed at its start.
///
/// Use the default unless you measured. `threads` counts those that are started: whoever calls
/// [`Pool::scope`](crate::Pool::scope) works as well while it waits, so two processors are kept busy by one thread.
///
/// ```
/// use knhk_pool::{Config, Pool};
///
/// let pool = Pool::start(&Config { threads: 3, ..Config::default() })?;
/// assert_eq!(pool.workers(), 4);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Threads to start; with 0, callers do all the work. Default: one less than there are processors.
    pub threads: usize,
    /// Callers from outside that can be in a scope at one time, at least 1; one more waits. Default: 4.
    pub callers: usize,
    /// Tasks that wait at one time, 64 bytes each; more run where they are spawned. Default: 16,384. At most 2^24.
    pub slots: usize,
    /// Bind each thread to a processor of its own. Linux only. Default: no.
    pub pin: bool,
}

impl Default for Config {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, std::num::NonZero::get);
        Self { threads: processors - 1, callers: 4, slots: 1 << 14, pin: false }
    }
}

impl Config {
    pub(crate) fn callers(&self) -> usize {
        self.callers.max(1)
    }

    pub(crate) fn slots(&self) -> usize {
        self.slots.clamp(1, 1 << 24)
    }
}
