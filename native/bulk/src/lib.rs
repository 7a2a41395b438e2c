//! Many cases of a workflow in simulated time, on all processors: what `compiler/simulate` does, for plain workflows.
//!
//! ```text
//!   flat arrays ─► plan ─► run ─► parts of cases on the pool ─► tallies, in the order of the cases ─► counts
//!                                      │
//!                                      world: agenda, crews, ledger ─► kernel (knhk-engine)
//! ```
//!
//! `compiler/simulate` is the other side of each file here that has the same name, and the oracle: the same seed gives
//! the same counts, bit for bit (`test/bulk.test.ts`). So arithmetic on floating-point numbers has the same order on
//! both sides, and logarithms are in `elementary`. What is covered, `compiler/simulate/bulk.ts` decides.
//!
//! Imports `knhk-engine` and `knhk-pool` only; knows no Node.
#![forbid(unsafe_code)]

mod agenda;
mod arrivals;
mod case;
mod crew;
mod draw;
mod elementary;
mod ledger;
mod plan;
mod random;
mod run;
mod tally;
mod world;

pub use crew::CrewCounts;
pub use ledger::Endless;
pub use plan::Flat;
pub use run::{Failure, simulate};
pub use tally::{Tally, TaskCounts};
