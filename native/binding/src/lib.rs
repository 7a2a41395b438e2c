//! The engine as a Node addon: batches only. JavaScript owns the memory (cases, events, commands, report), binds it
//! once and then calls `step(count)`. A panic becomes a JavaScript error and the kernel that panicked refuses to go on.
mod memory;

use std::panic::{AssertUnwindSafe, catch_unwind};

use knhk_engine::{ABI, Kernel, layout::LAYOUT_HASH};
use memory::Memory;
use napi::bindgen_prelude::{Error, Result, Status, Uint8Array, Uint32Array};
use napi_derive::napi;

#[napi]
#[must_use]
pub fn abi() -> u32 {
    ABI
}

#[napi]
#[must_use]
pub fn layout_hash() -> &'static str {
    LAYOUT_HASH
}

/// The reason why bytes are not a table, or `null`.
#[napi]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
pub fn table_fault(bytes: Uint8Array) -> Option<&'static str> {
    knhk_engine::Table::read(&bytes).err().map(|error| error.0.name())
}

/// The step for one table.
#[napi]
pub struct NativeStep {
    kernel: Option<Kernel>,
    memory: Option<Memory>,
}

#[napi]
impl NativeStep {
    /// # Errors
    /// When the bytes are not a table.
    #[napi(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
    pub fn new(table: Uint8Array) -> Result<Self> {
        let kernel = Kernel::read(&table).map_err(|error| Error::new(Status::InvalidArg, error.0.name()))?;
        Ok(NativeStep { kernel: Some(kernel), memory: None })
    }

    #[napi]
    #[must_use]
    pub fn state_words(&self) -> u32 {
        self.kernel.as_ref().map_or(0, |kernel| u32::try_from(kernel.state_words()).unwrap_or(0))
    }

    /// `report`: three words that a step fills: commands, events consumed, command words needed (0: there was room).
    #[napi]
    pub fn bind(&mut self, arena: Uint32Array, events: Uint32Array, commands: Uint32Array, report: Uint32Array) {
        self.memory = Some(Memory::new(arena, events, commands, report));
    }

    /// # Errors
    /// When nothing is bound, or when the engine has a bug; then this kernel steps no more.
    #[napi]
    pub fn step(&mut self, count: u32) -> Result<()> {
        let (Some(mut kernel), Some(memory)) = (self.kernel.take(), self.memory.as_mut()) else {
            return Err(Error::new(
                Status::GenericFailure,
                "The native kernel has no memory bound, or stopped at a defect.",
            ));
        };
        let stepped = catch_unwind(AssertUnwindSafe(|| {
            memory.with(|arena, events, commands, report| {
                let done = kernel.step(arena, events, commands, count as usize);
                for (word, value) in report.iter_mut().zip([done.commands, done.consumed, done.needed]) {
                    *word = u32::try_from(value).unwrap_or(u32::MAX);
                }
            });
            kernel
        }));
        match stepped {
            Ok(kernel) => {
                self.kernel = Some(kernel);
                Ok(())
            }
            Err(_) => Err(Error::new(Status::GenericFailure, "The native kernel stopped at a defect of its own.")),
        }
    }
}
