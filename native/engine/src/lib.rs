//! The kernel in Rust: the same bytes in, the same commands out as `src/kernel`. Imports nothing but `core` and
//! `alloc` things of `std`; knows no Node, no clock, no randomness, no I/O.
#![forbid(unsafe_code)]

mod ahead;
mod cell;
mod check;
mod command;
mod crc32c;
mod dirty;
mod enabling;
mod event;
mod instances;
mod kind;
#[path = "generated/layout.rs"]
pub mod layout;
mod mask;
mod plain;
mod produce;
mod receive;
mod rule;
mod settle;
mod state;
mod step;
mod table;
mod wide;

pub use step::{Kernel, Report};
pub use table::{Fault, Table, TableError};

/// Counts up when what the binding exports changes.
pub const ABI: u32 = 4;
