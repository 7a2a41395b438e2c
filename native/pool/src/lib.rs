//! A work-stealing pool for CPU-bound bulk work: replay, simulation, sweeps, verification of many nets. Never for I/O.
//!
//! ```text
//!   scope ─► spawn ─► slab slot ─► own deque ─► pop ──────────────► run ─► counted as done
//!                                  │   │  ▲ steal half                      │
//!                          full ▼   │  └── other workers, then sleep          ▼
//!                               injector (chunks)                    scope over: its caller is woken
//! ```
//!
//! All memory is taken at the start: a task is a closure of 48 bytes at most in a slot of the slab, and queues hold
//! indices of slots. Scopes are structured: none ends before its tasks, so tasks borrow what is around the scope. A
//! panic stays in its scope. A caller works along while it waits.
//!
//! Depends on nothing but `std`. Unsafe code is in `core`, `current`, `pin`, `scope`, `slab`, `task` and `worker`, each
//! of which begins with why; the queues have none.
//!
//! How it is held to be right, beside its tests: `npm run loom` runs the models in `models.rs` under loom, which tries
//! the interleavings and what weak memory may show; `.ci/pool-health.sh` runs the tests under the sanitizer and
//! Valgrind. `native/pool/lab` is the same crate with what only these and the comparison with others need, so that
//! nobody fetches loom to build the product.
mod chunks;
mod config;
mod core;
mod current;
mod deque;
mod error;
mod injector;
#[cfg(all(test, loom))]
mod models;
mod pin;
mod pool;
#[cfg(all(test, not(loom)))]
mod queues;
mod scope;
mod slab;
mod sleepers;
mod sync;
mod task;
mod worker;

pub use chunks::Chunks;
pub use config::Config;
pub use error::{Panic, ScopeError, StillRunning};
pub use pool::{Pool, Shutdown};
pub use scope::{Scope, Token};
pub use task::TASK_BYTES;
