//! Spawning allocates nothing after the start: not a task, not a scope, not a chunk. Counts what the allocator is asked
//! for by all threads, after showing that it does count. Without libtest, which allocates beside the test.
#[allow(unsafe_code, reason = "it is an allocator")]
#[path = "../../engine/tests/counting/mod.rs"]
mod counting;

use std::sync::atomic::{AtomicUsize, Ordering};

use counting::{calls, prove};
use knhk_pool::{Config, Pool};

/// Tasks of three sizes, nested scopes, chunks, and more tasks at a time than there are slots and places in a queue.
fn round(pool: &Pool, done: &AtomicUsize) -> usize {
    let carried = [1u64; 5];
    pool.scope(|scope| {
        for _ in 0..5_000 {
            scope.spawn(|_| count(done, 1));
            scope.spawn(move |scope| {
                scope.spawn(move |_| count(done, carried.len() - 4));
                count(done, 1);
            });
        }
        for _ in 0..10 {
            scope.spawn(|_| pool.for_each_chunk(0..1_000, 10, |chunk| count(done, chunk.len())).expect("it runs"));
        }
    })
    .expect("it runs");
    25_000
}

fn count(done: &AtomicUsize, by: usize) {
    done.fetch_add(by, Ordering::Relaxed);
}

fn main() {
    prove();
    let pool = Pool::start(&Config { threads: 2, slots: 6_000, ..Config::default() }).expect("threads start");
    let done = AtomicUsize::new(0);
    round(&pool, &done);
    let mut tasks = 0;
    let asked = calls(|| {
        for _ in 0..20 {
            tasks += round(&pool, &done);
        }
    });
    assert_eq!(done.into_inner(), tasks + tasks / 20, "all of them ran");
    assert_eq!(asked, 0, "spawning allocates nothing");
    println!("{tasks} tasks, {asked} calls of the allocator");
}
