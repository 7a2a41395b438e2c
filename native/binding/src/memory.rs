//! The only unsafe code: JavaScript's memory as slices.
//!
//! Sound because: the four arrays are held as references, so none is collected while bound; `src/runtime/binding.ts`
//! makes them over `SharedArrayBuffer`s, which cannot be detached, and gives each its own buffer, so none overlaps
//! another; no other thread gets them; and JavaScript does not run while `with` does.
#![allow(unsafe_code, reason = "the head of this file tells why it is sound")]
use napi::bindgen_prelude::Uint32Array;

pub struct Memory {
    arena: Uint32Array,
    events: Uint32Array,
    commands: Uint32Array,
    report: Uint32Array,
}

impl Memory {
    pub const fn new(arena: Uint32Array, events: Uint32Array, commands: Uint32Array, report: Uint32Array) -> Self {
        Self { arena, events, commands, report }
    }

    pub fn with(&mut self, work: impl FnOnce(&mut [u32], &[u32], &mut [u32], &mut [u32])) {
        // SAFETY: see the head of this file.
        unsafe { work(self.arena.as_mut(), &self.events, self.commands.as_mut(), self.report.as_mut()) }
    }
}
