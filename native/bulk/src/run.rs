//! A run: its cases over the workers of a pool, and their counts in the order of the cases.
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use knhk_pool::{Panic, Pool, ScopeError, Token};

use crate::arrivals::comings;
use crate::ledger::Endless;
use crate::plan::{Flat, Plan};
use crate::tally::Tally;
use crate::world::{Outside, World};

/// Why there are no counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The first case that took more events than it may.
    Endless(Endless),
    /// It was called off.
    Cancelled,
    /// A bug: what it said.
    Panicked(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endless(endless) => write!(f, "case {} does not end", endless.number),
            Self::Cancelled => f.write_str("the simulation was cancelled"),
            Self::Panicked(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

/// Plays the cases of a plan on a pool, and counts. The result is the same for any number of workers.
///
/// Use it for plans that `compiler/simulate/bulk.ts` takes to be covered. Cases that wait for no other are spread over
/// the workers, in parts; where they wait for the same people it is one task. `over` counts cases that are over, for
/// whoever wants to know meanwhile; `token` calls it off.
///
/// # Errors
/// [`Failure`]. A panic of a case, or because of arrays that do not fit, stays inside.
pub fn simulate(flat: Flat<'_>, pool: &Pool, over: &AtomicU64, token: &Token) -> Result<Tally, Failure> {
    let outside = Outside { over, token };
    let done = pool.scope_with(token, |_| {
        let plan = Plan::new(flat);
        let together = || World::new(&plan).play_together(outside).map_err(Failure::Endless);
        plan.part.map_or_else(together, |part| apart(&plan, part, pool, outside))
    });
    match done {
        Err(ScopeError::Panicked(Panic { message, .. })) => Err(Failure::Panicked(message)),
        Err(ScopeError::Cancelled | ScopeError::Closed) => Err(Failure::Cancelled),
        Ok(_) if token.is_cancelled() => Err(Failure::Cancelled),
        Ok(result) => result,
    }
}

fn apart(plan: &Plan, part: usize, pool: &Pool, outside: Outside<'_>) -> Result<Tally, Failure> {
    let comings = comings(plan, part, outside.token);
    let idle = Mutex::new(Vec::new());
    // Of the first case that does not end: those after it need not be played.
    let failed = AtomicU64::new(u64::MAX);
    let take = || idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let run = |numbers: std::ops::Range<usize>| {
        if numbers.start as u64 > failed.load(Ordering::Relaxed) {
            return Ok(Tally::default());
        }
        let mut world = take().unwrap_or_else(|| World::new(plan));
        let played = world.play_apart(numbers.clone(), comings[numbers.start / part].clone(), outside);
        match &played {
            Ok(_) => idle.lock().unwrap_or_else(PoisonError::into_inner).push(world),
            Err(endless) => {
                failed.fetch_min(u64::from(endless.number), Ordering::Relaxed);
            }
        }
        played
    };
    let parts =
        pool.map_chunks(0..usize::try_from(plan.total).unwrap_or(0), part, run).map_err(|error| match error {
            ScopeError::Panicked(Panic { message, .. }) => Failure::Panicked(message),
            ScopeError::Cancelled | ScopeError::Closed => Failure::Cancelled,
        })?;
    parts.into_iter().try_fold(Tally::new(plan, 0), |mut all, part| {
        all.add(part.map_err(Failure::Endless)?);
        Ok(all)
    })
}
