//! The kernel in Rust: the same bytes in, the same commands out as `src/kernel`. Imports nothing but `core` and
//! `alloc` things of `std`; knows no Node, no clock, no randomness, no I/O.
#![forbid(unsafe_code)]

mod command;
mod crc32c;
mod dirty;
#[path = "generated/layout.rs"]
pub mod layout;
mod mask;
mod rule;
mod state;
mod step;
mod table;

pub use step::{Kernel, Report};
pub use table::{Fault, Table, TableError};

/// Counts up when what the binding exports changes.
pub const ABI: u32 = 1;
