//! What scopes promise: all they spawned is done, errors are theirs alone, and the pool has an end.
mod quiet;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use knhk_pool::{Config, Panic, Pool, Scope, ScopeError, Shutdown, StillRunning, Token};
use quiet::quiet;

const PATIENCE: Duration = Duration::from_mins(1);

fn pool(threads: usize) -> Pool {
    Pool::start(&Config { threads, ..Config::default() }).expect("threads start")
}

/// Each promise holds without threads, with one and with more than there are processors, and in seeded order.
fn pools() -> Vec<Pool> {
    vec![pool(0), pool(1), pool(3), Pool::seeded(1), Pool::seeded(2)]
}

fn panicked<R>(message: &str, count: usize) -> Result<R, ScopeError> {
    Err(ScopeError::Panicked(Panic { message: message.to_owned(), count }))
}

fn add(count: &AtomicUsize) {
    count.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn a_scope_waits_for_all_that_its_tasks_spawn() {
    fn tree<'scope>(scope: &Scope<'scope>, depth: u32, count: &'scope AtomicUsize) {
        add(count);
        for _ in 0..3 {
            if depth > 0 {
                scope.spawn(move |scope| tree(scope, depth - 1, count));
            }
        }
    }
    for pool in pools() {
        let count = AtomicUsize::new(0);
        assert_eq!(pool.scope(|scope| tree(scope, 8, &count)), Ok(()));
        assert_eq!(count.into_inner(), (3usize.pow(9) - 1) / 2);
    }
}

#[test]
fn a_scope_returns_what_its_body_does_and_sees_what_its_tasks_wrote() {
    for pool in pools() {
        let mut squares = [0; 100];
        let sum = pool.scope(|scope| {
            for (n, square) in squares.iter_mut().enumerate() {
                scope.spawn(move |_| *square = n * n);
            }
            7
        });
        assert_eq!(sum, Ok(7));
        assert!(squares.iter().enumerate().all(|(n, square)| n * n == *square));
    }
}

#[test]
fn more_tasks_than_slots_and_places_in_a_queue_all_run() {
    for slots in [1, 2, 100, 5_000, 100_000] {
        for threads in [0, 1, 2] {
            let pool = Pool::start(&Config { threads, slots, ..Config::default() }).expect("threads start");
            let count = AtomicUsize::new(0);
            let done = pool.scope(|scope| (0..30_000).for_each(|_| scope.spawn(|_| add(&count))));
            assert_eq!((done, count.into_inner()), (Ok(()), 30_000), "{slots} slots, {threads} threads");
        }
    }
}

#[test]
fn a_long_chain_of_tasks_needs_no_stack() {
    fn link<'scope>(scope: &Scope<'scope>, left: usize, count: &'scope AtomicUsize) {
        add(count);
        if left > 0 {
            scope.spawn(move |scope| link(scope, left - 1, count));
        }
    }
    for pool in pools() {
        let count = AtomicUsize::new(0);
        assert_eq!(pool.scope(|scope| link(scope, 200_000, &count)), Ok(()));
        assert_eq!(count.into_inner(), 200_001);
    }
}

/// Workers that wait run what comes, which waits as well: without a bound a stack of two megabytes would not do.
#[test]
fn many_tasks_that_wait_do_not_use_up_the_stack() {
    for pool in pools() {
        let count = AtomicUsize::new(0);
        let run = pool.scope(|scope| {
            for _ in 0..8_000 {
                scope.spawn(|_| {
                    let frame = std::hint::black_box([1u8; 4096]);
                    pool.scope(|scope| (0..3).for_each(|_| scope.spawn(|_| add(&count)))).expect("it runs");
                    assert_eq!(frame[4095], 1);
                });
            }
        });
        assert_eq!((run, count.into_inner()), (Ok(()), 24_000));
    }
}

#[test]
fn scopes_nested_beyond_any_bound_still_run() {
    fn nest(pool: &Pool, depth: usize, count: &AtomicUsize) {
        if depth > 0 {
            let run = pool.scope(|scope| scope.spawn(|_| nest(pool, depth - 1, count)));
            run.expect("it runs");
            add(count);
        }
    }
    for pool in pools() {
        let count = AtomicUsize::new(0);
        nest(&pool, 200, &count);
        assert_eq!(count.into_inner(), 200);
    }
}

#[test]
fn a_panic_of_a_task_ends_its_scope_with_its_message() {
    quiet();
    for pool in pools() {
        let run = pool.scope(|scope| scope.spawn(|_| panic!("planned: {}", 1)));
        assert_eq!(run, panicked("planned: 1", 1));
        assert_eq!(run.unwrap_err().to_string(), "a task panicked: planned: 1");
        let run = pool.scope(|scope| scope.spawn(|_| std::panic::panic_any(5)));
        assert_eq!(run, panicked("a panic without a message", 1));
        assert_eq!(pool.scope(|_| -> u8 { panic!("planned") }), panicked("planned", 1));
        assert_eq!(pool.scope(|scope| scope.spawn(|_| ())), Ok(()), "the pool lives on");
    }
}

#[test]
fn a_panic_stays_in_its_scope() {
    quiet();
    for pool in pools() {
        let count = AtomicUsize::new(0);
        let run = pool.scope(|scope| {
            for n in 0..100 {
                let (pool, count) = (&pool, &count);
                scope.spawn(move |_| {
                    let inner = pool.scope(|scope| {
                        scope.spawn(move |_| assert!(n % 2 == 0, "planned"));
                    });
                    assert_eq!(inner.is_err(), n % 2 == 1);
                    add(count);
                });
            }
        });
        assert_eq!((run, count.into_inner()), (Ok(()), 100));
    }
}

#[test]
fn what_panics_when_it_is_dropped_is_contained() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(thread::panicking(), "planned drop");
        }
    }
    quiet();
    for pool in pools() {
        let bomb = Bomb;
        let run = pool.scope(|scope| scope.spawn(move |_| drop(bomb)));
        assert_eq!(run, panicked("planned drop", 1));
        let bomb = Bomb;
        let run = pool.scope(|scope| {
            scope.cancel();
            scope.spawn(move |_| drop(bomb));
        });
        assert_eq!(run, panicked("planned drop", 1), "also of a task that never began");
        let run = pool.scope(|scope| scope.spawn(move |_| std::panic::panic_any(Bomb)));
        assert_eq!(run, panicked("a panic without a message", 1));
    }
}

#[test]
fn tasks_of_a_cancelled_scope_are_dropped_unless_they_began() {
    for pool in pools() {
        let (ran, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let run = pool.scope(|scope| {
            scope.cancel();
            for _ in 0..100 {
                let held = Held(&dropped);
                let ran = &ran;
                scope.spawn(move |_| {
                    let _held = &held;
                    add(ran);
                });
            }
        });
        assert_eq!(run, Err(ScopeError::Cancelled));
        assert_eq!((ran.into_inner(), dropped.into_inner()), (0, 100));
    }
}

struct Held<'a>(&'a AtomicUsize);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        add(self.0);
    }
}

#[test]
fn cancelling_reaches_inner_scopes_and_not_outer_ones() {
    for pool in pools() {
        let run = pool.scope(|scope| {
            let inner = pool.scope(Scope::cancel);
            assert_eq!((inner, scope.is_cancelled()), (Err(ScopeError::Cancelled), false));
            scope.cancel();
            let inner = pool.scope(|inner| {
                assert!(inner.is_cancelled());
                inner.spawn(|_| unreachable!());
            });
            assert_eq!(inner, Err(ScopeError::Cancelled));
        });
        assert_eq!(run, Err(ScopeError::Cancelled));
    }
}

#[test]
fn a_token_stops_from_outside_what_began_and_asks() {
    let pool = pool(1);
    let token = Token::new();
    let (begun, told) = channel();
    thread::scope(|threads| {
        let run = threads.spawn(|| {
            pool.scope_with(&token, |scope| {
                scope.spawn(move |_| begun.send(()).expect("the test listens"));
                while !scope.is_cancelled() {
                    thread::yield_now();
                }
            })
        });
        told.recv().expect("the other worker takes the task while the body runs");
        token.cancel();
        assert_eq!(run.join().expect("no panic"), Err(ScopeError::Cancelled));
    });
    assert!(token.is_cancelled());
    assert_eq!(pool.scope_with(&Token::new(), |_| ()), Ok(()));
}

#[test]
fn more_callers_than_there_is_room_for_take_turns() {
    for threads in [0, 2] {
        let pool = Pool::start(&Config { threads, callers: 2, ..Config::default() }).expect("threads start");
        let count = AtomicUsize::new(0);
        thread::scope(|callers| {
            for _ in 0..8 {
                callers.spawn(|| {
                    for _ in 0..50 {
                        pool.scope(|scope| (0..20).for_each(|_| scope.spawn(|_| add(&count)))).expect("it runs");
                    }
                });
            }
        });
        assert_eq!(count.into_inner(), 8 * 50 * 20);
    }
}

#[test]
fn a_task_may_use_another_pool_and_come_back() {
    let (one, other) = (pool(1), pool(1));
    let count = AtomicUsize::new(0);
    let run = one.scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|_| {
                let inner = other.scope(|scope| {
                    scope.spawn(|_| one.scope(|scope| scope.spawn(|_| add(&count))).expect("it runs"));
                });
                inner.expect("it runs");
            });
        }
    });
    assert_eq!((run, count.into_inner()), (Ok(()), 50));
}

#[test]
fn a_seed_chooses_among_all_orders() {
    let order = |seed| {
        let said = Mutex::new(Vec::new());
        let pool = Pool::seeded(seed);
        let run = pool.scope(|scope| {
            for n in 0..4 {
                let said = &said;
                scope.spawn(move |_| said.lock().unwrap_or_else(PoisonError::into_inner).push(n));
            }
        });
        run.expect("it runs");
        said.into_inner().unwrap_or_else(PoisonError::into_inner)
    };
    let orders: HashSet<Vec<i32>> = (0..400).map(order).collect();
    assert_eq!(orders.len(), 24, "each of the orders of four tasks comes up");
    assert!((0..400).all(|seed| order(seed) == order(seed)));
}

#[test]
fn a_shutdown_that_drains_waits_for_what_runs() {
    let pool = pool(1);
    let count = AtomicUsize::new(0);
    let (begun, told) = channel();
    thread::scope(|threads| {
        let run = threads.spawn(|| {
            pool.scope(|scope| {
                begun.send(()).expect("the test listens");
                (0..10_000).for_each(|_| scope.spawn(|_| add(&count)));
            })
        });
        told.recv().expect("the body runs");
        assert_eq!(pool.shutdown(Shutdown::Drain, PATIENCE), Ok(()));
        assert_eq!(count.load(Ordering::Relaxed), 10_000);
        assert_eq!(run.join().expect("no panic"), Ok(()));
    });
    assert_eq!(pool.scope(|_| ()), Err(ScopeError::Closed));
}

#[test]
fn a_shutdown_that_drops_cancels_what_runs() {
    let pool = pool(1);
    let (begun, told) = channel();
    thread::scope(|threads| {
        let run = threads.spawn(|| {
            pool.scope(|scope| {
                begun.send(()).expect("the test listens");
                while !scope.is_cancelled() {
                    thread::yield_now();
                }
                scope.spawn(|_| unreachable!());
            })
        });
        told.recv().expect("the body runs");
        assert_eq!(pool.shutdown(Shutdown::Drop, PATIENCE), Ok(()));
        assert_eq!(run.join().expect("no panic"), Err(ScopeError::Cancelled));
    });
}

#[test]
fn a_shutdown_says_what_runs_past_its_deadline() {
    let pool = pool(1);
    let (begun, told) = channel();
    let (let_go, wait) = channel();
    thread::scope(|threads| {
        let pool = &pool;
        let run = threads.spawn(move || {
            pool.scope(|_| {
                begun.send(()).expect("the test listens");
                wait.recv().expect("the test lets go");
            })
        });
        told.recv().expect("the body runs");
        let late = pool.shutdown(Shutdown::Drain, Duration::ZERO);
        assert_eq!(late, Err(StillRunning { scopes: 1 }));
        let_go.send(()).expect("the body waits");
        assert_eq!(pool.shutdown(Shutdown::Drain, PATIENCE), Ok(()));
        assert_eq!(run.join().expect("no panic"), Ok(()));
    });
}

#[test]
fn a_pool_can_be_dropped_while_its_threads_sleep_or_look_for_work() {
    for _ in 0..200 {
        let pool = pool(2);
        pool.scope(|scope| scope.spawn(|_| ())).expect("it runs");
    }
}

/// Where threads cannot be bound that is said; where they are, the system says so too.
#[test]
fn threads_are_bound_if_asked_for() {
    assert_eq!(pool(2).pinned(), 0);
    let pool = Pool::start(&Config { threads: 2, pin: true, ..Config::default() }).expect("threads start");
    assert_eq!(pool.pinned(), if cfg!(target_os = "linux") { 2 } else { 0 });
}
