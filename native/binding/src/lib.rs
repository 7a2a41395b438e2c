//! The engine as a Node addon: batches only. JavaScript owns the memory (cases, events, commands, report), binds it
//! once and then calls `step(count)`. A panic becomes a JavaScript error and the kernel that panicked refuses to go on.
pub mod bulk;
mod contain;
#[cfg(feature = "defect")]
mod defect;
mod memory;
pub mod sweep;

use std::cell::RefCell;

use contain::contain;
use knhk_engine::{ABI, Kernel, layout::LAYOUT_HASH};
use memory::Memory;
use napi::Env;
use napi::bindgen_prelude::{Error, ObjectFinalize, Result, Status, Uint8Array, Uint32Array};
use napi_derive::napi;

#[napi]
#[must_use]
pub const fn abi() -> u32 {
    ABI
}

#[napi]
#[must_use]
pub const fn layout_hash() -> &'static str {
    LAYOUT_HASH
}

/// The reason why bytes are not a table, or `null`.
///
/// # Errors
/// When the engine has a bug.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
pub fn table_fault(bytes: Uint8Array) -> Result<Option<&'static str>> {
    contain(|| knhk_engine::Table::read(&bytes).err().map(|error| error.0.name()))
}

/// The step for one table. Stepped through the function `step` by its `id`: a method costs ten times as much to call.
#[napi(custom_finalize)]
pub struct NativeStep {
    id: usize,
    /// Bytes of its kernel, about, which V8 is told of: else it would see a small object, and collect none in time.
    weight: i64,
}

/// Bytes of a kernel for each of its table: two to six, as resident memory tells.
const WEIGHT: i64 = 6;

struct Bound {
    /// None after a panic.
    kernel: Option<Kernel>,
    memory: Option<Memory>,
}

thread_local! {
    /// By id. Each Node environment has its own thread; entries live as long as their `NativeStep`.
    static STEPS: RefCell<Vec<Option<Bound>>> = const { RefCell::new(Vec::new()) };
}

#[napi]
impl NativeStep {
    /// # Errors
    /// When the bytes are not a table, or the engine has a bug.
    #[napi(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
    pub fn new(env: Env, table: Uint8Array) -> Result<Self> {
        let read = contain(|| Kernel::read(&table))?;
        let kernel = read.map_err(|error| Error::new(Status::InvalidArg, error.0.name()))?;
        let bound = Bound { kernel: Some(kernel), memory: None };
        let id = STEPS.with_borrow_mut(|steps| {
            let id = steps.iter().position(Option::is_none).unwrap_or(steps.len());
            steps.resize_with(steps.len().max(id + 1), || None);
            steps[id] = Some(bound);
            id
        });
        let made = Self { id, weight: WEIGHT * i64::try_from(table.len()).unwrap_or(0) };
        env.adjust_external_memory(made.weight)?;
        Ok(made)
    }

    #[napi(getter)]
    #[must_use]
    pub fn id(&self) -> u32 {
        u32::try_from(self.id).unwrap_or(u32::MAX)
    }

    /// u32 words of the state of a case.
    #[napi(getter)]
    #[must_use]
    pub fn state_words(&self) -> u32 {
        let words = with(self.id, |bound| bound.kernel.as_ref().map(Kernel::state_words)).flatten();
        words.and_then(|words| u32::try_from(words).ok()).unwrap_or(0)
    }

    /// `report`: three words that a step fills: commands, events consumed, command words needed (0: there was room).
    #[napi]
    pub fn bind(&self, arena: Uint32Array, events: Uint32Array, commands: Uint32Array, report: Uint32Array) {
        with(self.id, |bound| bound.memory = Some(Memory::new(arena, events, commands, report)));
    }
}

impl ObjectFinalize for NativeStep {
    fn finalize(self, env: Env) -> Result<()> {
        env.adjust_external_memory(-self.weight).map(|_| ())
    }
}

impl Drop for NativeStep {
    fn drop(&mut self) {
        let _ = STEPS.try_with(|steps| steps.borrow_mut().get_mut(self.id).map(Option::take));
    }
}

/// Steps the kernel of an id over the memory bound to it.
///
/// # Errors
/// When there is no such kernel here, nothing is bound, or the engine has a bug; then that kernel steps no more.
#[napi]
pub fn step(id: u32, count: u32) -> Result<()> {
    let stepped = with(id as usize, |bound| {
        let (Some(kernel), Some(memory)) = (bound.kernel.as_mut(), bound.memory.as_mut()) else { return None };
        let stepped = contain(|| {
            memory.with(|arena, events, commands, report| {
                #[cfg(feature = "defect")]
                defect::on_demand(events, count as usize);
                let done = kernel.step(arena, events, commands, count as usize);
                for (word, value) in report.iter_mut().zip([done.commands, done.consumed, done.needed]) {
                    *word = u32::try_from(value).unwrap_or(u32::MAX);
                }
            });
        });
        if stepped.is_err() {
            bound.kernel = None;
        }
        Some(stepped)
    });
    stepped.flatten().unwrap_or_else(|| Err(Error::new(Status::GenericFailure, "it stopped before".to_owned())))
}

fn with<T>(id: usize, work: impl FnOnce(&mut Bound) -> T) -> Option<T> {
    STEPS.with_borrow_mut(|steps| steps.get_mut(id).and_then(Option::as_mut).map(work))
}
