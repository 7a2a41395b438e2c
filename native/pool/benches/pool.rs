//! What the pool costs, beside rayon and crossbeam-deque in the same run: `npm run bench:pool`. Prints what was
//! measured, on what, by which clock, at which load. Times are the least and the median of many batches; the machine is
//! taken to be shared, so processor time is shown beside wall time wherever they differ.
use std::fs::read_to_string;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clock::{process_cpu, thread_cpu};
use crossbeam_deque::Worker;
use knhk_pool::{Config, Pool, TASK_BYTES};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Seconds of processor time, which `std` does not tell.
#[allow(unsafe_code, reason = "std has no clock of processor time")]
mod clock {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }

    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Time) -> i32;
    }

    fn read(clock: i32) -> f64 {
        let mut time = Time { seconds: 0, nanoseconds: 0 };
        // SAFETY: the layout is that of `timespec` on 64-bit Linux.
        assert_eq!(unsafe { clock_gettime(clock, &raw mut time) }, 0, "the clock is there");
        (time.nanoseconds as f64).mul_add(1e-9, time.seconds as f64)
    }

    /// `CLOCK_PROCESS_CPUTIME_ID`
    pub fn process_cpu() -> f64 {
        read(2)
    }

    /// `CLOCK_THREAD_CPUTIME_ID`
    pub fn thread_cpu() -> f64 {
        read(3)
    }
}

const TASKS: usize = 1_000;
const BATCHES: usize = 40;
const ROUNDS: usize = 100;

fn main() {
    println!("{}; load {}", processor(), load());
    println!("a task here carries 8 of {TASK_BYTES} bytes; ns are of CLOCK_THREAD_CPUTIME_ID unless said\n");
    spawn_cost();
    steal_cost();
    utilisation();
    println!("\nload at the end {}", load());
}

fn processor() -> String {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("\t: unknown processor");
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{}, {count} processors", name.trim_start_matches(['\t', ':', ' ']))
}

fn load() -> String {
    read_to_string("/proc/loadavg").unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Takes a value, so that a closure returns none.
fn sink<T>(_: T) {}

/// The least and the median of what `batch` measures.
fn many(batches: usize, mut batch: impl FnMut() -> f64) -> (f64, f64) {
    batch();
    let mut all: Vec<f64> = (0..batches).map(|_| batch()).collect();
    all.sort_by(f64::total_cmp);
    (all[0], all[batches / 2])
}

fn row(name: &str, (least, median): (f64, f64)) {
    println!("{name:<64} {least:>9.2} {median:>9.2}");
}

/// Nanoseconds of processor time for each of `count` things that `work` does.
fn cost(name: &str, count: usize, mut work: impl FnMut()) {
    row(
        name,
        many(BATCHES, || {
            let begin = thread_cpu();
            (0..ROUNDS).for_each(|_| work());
            (thread_cpu() - begin) * 1e9 / (ROUNDS * count) as f64
        }),
    );
}

fn spawn_cost() {
    println!("{:<64} {:>9} {:>9}", "spawn and run, one worker, ns a task", "least", "median");
    let pool = Pool::start(&Config { threads: 0, ..Config::default() }).expect("it has no threads");
    let alone = rayon(1);
    let functions: [fn(usize) -> usize; 4] = [|n| n + 1, |n| n ^ 3, |n| n * 7, |n| n.wrapping_sub(1)];
    cost("an indirect call, nothing else", TASKS, || {
        (0..TASKS).for_each(|n| {
            black_box(functions[black_box(n) & 3](n));
        });
    });
    cost("knhk: spawn 1,000, then run them", TASKS, || {
        let run = pool.scope(|scope| (0..TASKS).for_each(|n| scope.spawn(move |_| sink(black_box(n)))));
        run.expect("it runs");
    });
    cost("knhk: each task spawns the next", TASKS, || {
        fn link(scope: &knhk_pool::Scope<'_>, left: usize) {
            if black_box(left) > 0 {
                scope.spawn(move |scope| link(scope, left - 1));
            }
        }
        pool.scope(|scope| link(scope, TASKS)).expect("it runs");
    });
    cost("knhk: for_each_chunk, one item a chunk", TASKS, || {
        pool.for_each_chunk(0..TASKS, 1, |chunk| sink(black_box(chunk))).expect("it runs");
    });
    cost("knhk: a scope with one task, from outside", 1, || {
        pool.scope(|scope| scope.spawn(|_| sink(black_box(1)))).expect("it runs");
    });
    let boxed = Worker::<Box<dyn FnOnce()>>::new_lifo();
    cost("crossbeam-deque: push 1,000 boxed closures, pop and call them", TASKS, || {
        (0..TASKS).for_each(|n| boxed.push(Box::new(move || sink(black_box(n)))));
        while let Some(task) = boxed.pop() {
            task();
        }
    });
    let indices = Worker::<u32>::new_lifo();
    cost("crossbeam-deque: push 1,000 indices, pop, indirect call", TASKS, || {
        (0..1_000).for_each(|n| indices.push(n));
        while let Some(task) = indices.pop() {
            black_box(functions[black_box(task) as usize & 3](task as usize));
        }
    });
    // Rayon runs the scope on its own thread, so the whole process is measured.
    row(
        "rayon: scope, spawn 1,000 (CLOCK_PROCESS_CPUTIME_ID)",
        many(BATCHES, || {
            let begin = process_cpu();
            for _ in 0..ROUNDS {
                alone.scope(|scope| (0..TASKS).for_each(|n| scope.spawn(move |_| sink(black_box(n)))));
            }
            (process_cpu() - begin) * 1e9 / (ROUNDS * TASKS) as f64
        }),
    );
    println!();
}

fn rayon(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start")
}

/// The caller spawns and then only waits: every task is stolen, half of the rest at a time.
fn steal_cost() {
    println!("{:<64} {:>9} {:>9}", "steal and run, wall ns a task", "least", "median");
    for count in [2usize, 64, 1_000, 4_000] {
        let pool = Pool::start(&Config { threads: 1, ..Config::default() }).expect("a thread starts");
        let done = AtomicUsize::new(0);
        let measured = many(60, || {
            done.store(0, Ordering::Relaxed);
            let mut took = 0.0;
            let run = pool.scope(|scope| {
                (0..count).for_each(|_| {
                    scope.spawn(|_| {
                        done.fetch_add(1, Ordering::Relaxed);
                    });
                });
                let begin = Instant::now();
                let open = count - done.load(Ordering::Relaxed);
                while done.load(Ordering::Relaxed) < count {
                    std::hint::spin_loop();
                }
                took = begin.elapsed().as_nanos() as f64 / open.max(1) as f64;
            });
            run.expect("it runs");
            took
        });
        row(&format!("knhk: {count} tasks, all stolen by one thread"), measured);
    }
    println!();
}

/// Multiplications that wait for each other. Never inlined, and no constants: else the compiler knows what comes of
/// them.
#[inline(never)]
fn work(steps: u64, seed: u64) {
    let mut value = black_box(seed);
    for _ in 0..black_box(steps) {
        value = value.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed);
    }
    black_box(value);
}

fn utilisation() {
    let pool = Pool::start(&Config { threads: 1, ..Config::default() }).expect("a thread starts");
    let two = rayon(2);
    let (step, _) = many(20, || {
        let begin = thread_cpu();
        work(5_000_000, 1);
        (thread_cpu() - begin) / 5e6
    });
    println!("a step of work takes {:.3} ns", step * 1e9);
    println!("two workers: task work in % of their processor time; wall speed-up over one loop (best is 2.00)");
    println!(
        "{:<10} {:>9} {:>16} {:>16} {:>16} {:>16} {:>16}",
        "grain", "tasks", "knhk spawn", "knhk chunks", "knhk by tens", "rayon spawn", "rayon par_iter"
    );
    for microseconds in [0.1, 1.0, 10.0, 100.0] {
        let steps = (microseconds * 1e-6 / step) as u64;
        let tasks = (0.1 / (microseconds * 1e-6)) as usize;
        let spawn = |count: usize| {
            for first in (0..count).step_by(TASKS) {
                let run = pool.scope(|scope| {
                    (first..count.min(first + TASKS)).for_each(|n| scope.spawn(move |_| work(steps, n as u64)));
                });
                run.expect("it runs");
            }
        };
        let chunks = |count: usize, grain: usize| {
            let each = |chunk: std::ops::Range<usize>| chunk.for_each(|n| work(steps, n as u64));
            pool.for_each_chunk(0..count, grain, each).expect("it runs");
        };
        let rayon_spawn = |count: usize| {
            for first in (0..count).step_by(TASKS) {
                two.scope(|scope| {
                    (first..count.min(first + TASKS)).for_each(|n| scope.spawn(move |_| work(steps, n as u64)));
                });
            }
        };
        let rayon_iter = |count: usize| {
            let each = |n: usize| work(steps, n as u64);
            two.install(|| (0..count).into_par_iter().with_max_len(1).for_each(each));
        };
        let runs: [&dyn Fn(); 5] =
            [&|| spawn(tasks), &|| chunks(tasks, 1), &|| chunks(tasks, 10), &|| rayon_spawn(tasks), &|| {
                rayon_iter(tasks);
            }];
        print!("{:<10} {tasks:>9}", format!("{microseconds} us"));
        for run in runs {
            let (share, speed) = share(tasks, steps, run);
            print!(" {:>16}", format!("{share:.1} % {speed:.2}"));
        }
        println!();
    }
    println!("spawn: scopes of 1,000 tasks, of which the caller makes all; chunks: one task a chunk; by tens: ten");
}

/// Of five runs, each beside the loop: the median share of task work in processor time, and the median speed-up.
fn share(tasks: usize, steps: u64, run: &dyn Fn()) -> (f64, f64) {
    let (mut shares, mut speeds) = (Vec::new(), Vec::new());
    run();
    for _ in 0..5 {
        let (begin, cpu) = (Instant::now(), thread_cpu());
        (0..tasks).for_each(|n| work(steps, n as u64));
        let (alone, alone_cpu) = (begin.elapsed().as_secs_f64(), thread_cpu() - cpu);
        let (begin, cpu) = (Instant::now(), process_cpu());
        run();
        let (wall, cpu) = (begin.elapsed().as_secs_f64(), process_cpu() - cpu);
        shares.push(alone_cpu / cpu * 100.0);
        speeds.push(alone / wall);
    }
    shares.sort_by(f64::total_cmp);
    speeds.sort_by(f64::total_cmp);
    (shares[2], speeds[2])
}
