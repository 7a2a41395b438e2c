//! Simulation in bulk: one call that settles one promise.
//!
//! The work is done on a pool of our own, and its caller is a thread of our own: neither the loop of JavaScript nor the
//! threads of libuv wait for it. Nothing is called back meanwhile; who wants to know how far it is asks the `BulkRun`.
//!
//! When the environment ends under way, its runs are called off, and their promises are settled by nobody: napi closes
//! the way to them under a lock. Threads go on to the end of the case that they are at.
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::Builder;

use knhk_bulk::{Failure, Flat, Tally, simulate};
use knhk_pool::{Config, Pool, Token};
use napi::bindgen_prelude::{Error, Float64Array, Object, Result, Status, Uint8Array, Uint32Array};
use napi::{Env, JsDeferred};
use napi_derive::napi;

use crate::contain::said;

/// Tasks that wait on a pool: parts are handed out one half at a time, so few do.
const SLOTS: usize = 1 << 10;
/// More threads than any machine has processors help nobody.
const WORKERS_MAX: u32 = 1 << 10;

thread_local! {
    /// Runs under way of the environment of this thread; none before the first.
    static RUNS: RefCell<Option<Vec<BulkRun>>> = const { RefCell::new(None) };
}

/// A run, to look at and to call off.
#[napi]
#[derive(Clone, Default)]
pub struct BulkRun {
    over: Arc<AtomicU64>,
    token: Token,
}

#[napi]
impl BulkRun {
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cases that are over.
    #[napi(getter)]
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "cases are fewer")]
    pub fn over(&self) -> f64 {
        self.over.load(Ordering::Relaxed) as f64
    }

    /// For good. Its promise is settled soon.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// The flat arrays of `knhk_bulk::Flat`.
#[napi(object)]
pub struct BulkInput {
    pub table: Uint8Array,
    pub options: Float64Array,
    pub tasks: Uint32Array,
    pub draws: Uint32Array,
    pub numbers: Float64Array,
    pub people: Float64Array,
    pub triggers: Float64Array,
    pub workers: u32,
}

/// What was counted.
///
/// `ending`: `done`, `cancelled` or `endless`; of the last `endless` has the number of the case, its events, a task
/// and how often that was done. Of each task, `tasks` has twelve numbers: started, completed, cancelled, withdrawn,
/// stuck, time at work, critical time at work and before it, then how many times of three kinds `waits` has of it,
/// and how many choices `taken` has; of each crew, `crews` has three.
#[napi(object)]
pub struct BulkOutput {
    pub ending: String,
    pub endless: Float64Array,
    pub begun: Float64Array,
    pub ended: Float64Array,
    pub status: Uint8Array,
    pub events: f64,
    pub tasks: Float64Array,
    pub waits: Float64Array,
    pub taken: Float64Array,
    pub crews: Float64Array,
}

type Resolver = Box<dyn FnOnce(Env) -> Result<BulkOutput> + Send>;

/// Plays the cases and settles the promise with a `BulkOutput`; a panic rejects it.
///
/// # Errors
/// When there is no thread to be had.
#[napi(ts_return_type = "Promise<BulkOutput>")]
#[allow(clippy::needless_pass_by_value, reason = "the border hands over values")]
pub fn simulate_bulk<'env>(env: &'env Env, input: BulkInput, run: &BulkRun) -> Result<Object<'env>> {
    let owned = Owned::new(&input);
    let (deferred, promise): (JsDeferred<BulkOutput, Resolver>, Object<'env>) = env.create_deferred()?;
    let run = run.clone();
    enter(*env, &run)?;
    let work = move || {
        let done = catch_unwind(AssertUnwindSafe(|| owned.simulate(&run)));
        let settle = move |_: Env| {
            leave(&run);
            match done {
                Ok(done) => done.map(output).or_else(failed),
                Err(panic) => Err(Error::new(Status::GenericFailure, said(&*panic))),
            }
        };
        deferred.resolve(Box::new(settle));
    };
    Builder::new()
        .name("knhk-bulk".to_owned())
        .spawn(work)
        .map_err(|error| Error::new(Status::GenericFailure, no_thread(&error)))?;
    Ok(promise)
}

/// Called off with its environment.
fn enter(env: Env, run: &BulkRun) -> Result<()> {
    let is_first = RUNS.with_borrow_mut(|runs| {
        let is_first = runs.is_none();
        runs.get_or_insert_default().push(run.clone());
        is_first
    });
    if is_first {
        let call_off = |()| RUNS.with_borrow_mut(|runs| runs.take().iter().flatten().for_each(BulkRun::cancel));
        env.add_env_cleanup_hook((), call_off)?;
    }
    Ok(())
}

fn leave(run: &BulkRun) {
    RUNS.with_borrow_mut(|runs| {
        if let Some(runs) = runs {
            runs.retain(|other| !Arc::ptr_eq(&other.over, &run.over));
        }
    });
}

/// The input, out of JavaScript's reach.
struct Owned {
    table: Vec<u8>,
    options: Vec<f64>,
    tasks: Vec<u32>,
    draws: Vec<u32>,
    numbers: Vec<f64>,
    people: Vec<f64>,
    triggers: Vec<f64>,
    workers: usize,
}

impl Owned {
    fn new(input: &BulkInput) -> Self {
        Self {
            table: input.table.to_vec(),
            options: input.options.to_vec(),
            tasks: input.tasks.to_vec(),
            draws: input.draws.to_vec(),
            numbers: input.numbers.to_vec(),
            people: input.people.to_vec(),
            triggers: input.triggers.to_vec(),
            workers: input.workers.clamp(1, WORKERS_MAX) as usize,
        }
    }

    /// This thread works as well.
    fn simulate(&self, run: &BulkRun) -> std::result::Result<Tally, Failure> {
        let config = Config { threads: self.workers - 1, callers: 1, slots: SLOTS, pin: false };
        let pool = Pool::start(&config).map_err(|error| Failure::Panicked(no_thread(&error)))?;
        let Self { table, options, tasks, draws, numbers, people, triggers, .. } = self;
        simulate(Flat { table, options, tasks, draws, numbers, people, triggers }, &pool, &run.over, &run.token)
    }
}

fn no_thread(error: &std::io::Error) -> String {
    format!("the system refuses a thread: {error}")
}

fn failed(failure: Failure) -> Result<BulkOutput> {
    let (ending, endless) = match failure {
        Failure::Panicked(message) => return Err(Error::new(Status::GenericFailure, message)),
        Failure::Cancelled => ("cancelled", Vec::new()),
        Failure::Endless(of) => {
            ("endless", vec![f64::from(of.number), number(of.events), f64::from(of.task), f64::from(of.times)])
        }
    };
    let nothing = output(Tally::default());
    Ok(BulkOutput { ending: ending.to_owned(), endless: Float64Array::new(endless), ..nothing })
}

fn output(tally: Tally) -> BulkOutput {
    let (mut tasks, mut waits, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for task in tally.tasks {
        tasks.extend([task.started, task.completed, task.cancelled, task.withdrawn, task.stuck].map(number));
        tasks.extend([task.working, task.critical_work, task.critical_wait]);
        tasks.extend(task.waits.iter().map(|list| number(list.len() as u64)));
        tasks.push(number(task.taken.len() as u64));
        taken.extend(task.taken.into_iter().map(number));
        waits.extend(task.waits.into_iter().flatten());
    }
    let crews = tally.crews.iter().flat_map(|crew| [crew.busy_time, crew.waiting_time, crew.waiting_most]);
    BulkOutput {
        ending: "done".to_owned(),
        endless: Float64Array::new(Vec::new()),
        begun: Float64Array::new(tally.begun),
        ended: Float64Array::new(tally.ended),
        status: Uint8Array::new(tally.status),
        events: number(tally.events),
        tasks: Float64Array::new(tasks),
        waits: Float64Array::new(waits),
        taken: Float64Array::new(taken),
        crews: Float64Array::new(crews.collect()),
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts are below 2^53")]
const fn number(count: u64) -> f64 {
    count as f64
}
