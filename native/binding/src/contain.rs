//! A panic stays on this side of the border: it becomes an error that JavaScript can catch, and nothing else.
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::bindgen_prelude::{Error, Result, Status};

/// What the work returns.
///
/// # Errors
/// When it panics, with what the panic says. What it was about must not be used after.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Error::new(Status::GenericFailure, said(&*panic)))
}

pub fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    text.unwrap_or("it panicked without a word").to_owned()
}
