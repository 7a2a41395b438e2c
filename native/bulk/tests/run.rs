//! Runs on the pool: what must not depend on who plays which part, and how they end otherwise.
#[path = "../../engine/tests/net/mod.rs"]
mod net;

use std::sync::atomic::{AtomicU64, Ordering};

use knhk_bulk::{Endless, Failure, Flat, Tally, simulate};
use knhk_pool::{Config, Pool, Token};
use net::{Net, Task, XOR, net, task};

const NONE: u32 = u32::MAX;
const CHOOSES: u32 = 8;
const FIRST_INPUT: u32 = 32;

/// A fork into two tasks, which a join waits for; then perhaps once more from the beginning.
fn workflow() -> Net {
    let begin = Task { join: XOR, ..task(&[0], &[1, 2]) };
    let again = Task { outcomes: vec![vec![0], vec![5]], ..task(&[3, 4], &[]) };
    net(6, vec![begin, task(&[1], &[3]), task(&[2], &[4]), again])
}

struct Plan {
    table: Vec<u8>,
    options: [f64; 6],
    tasks: [u32; 12],
    draws: Vec<u32>,
    numbers: Vec<f64>,
    people: [f64; 1],
}

/// `people`: infinite, or how many share the work of the tasks side by side. `again`: how likely.
fn plan(cases: f64, people: f64, again: f64) -> Plan {
    let part = if people.is_finite() { 0.0 } else { 16.0 };
    // Of each draw: kind and numbers. Poisson arrivals; constant, exponential, log-normal and constant times; a choice.
    let all: [(u32, &[f64]); 6] =
        [(1, &[10.0]), (0, &[1.0]), (1, &[7.0]), (5, &[1.5, 0.5]), (0, &[0.0]), (8, &[1.0, 1.0, again, 1.0])];
    let (mut draws, mut numbers) = (Vec::new(), Vec::<f64>::new());
    for (place, (kind, of)) in all.into_iter().enumerate() {
        let said = |count: usize| u32::try_from(count).expect("few");
        if place == 5 {
            draws.extend([NONE, 0, 0].repeat(3));
        }
        draws.extend([kind, said(numbers.len()), said(of.len())]);
        numbers.extend(of);
    }
    Plan {
        table: workflow().encode(),
        options: [7.0, cases, 20.0, 200.0, part, 1.0],
        tasks: [NONE, FIRST_INPUT, 1, 0, 0, 1, 0, 0, 1, NONE, CHOOSES, 2],
        draws,
        numbers,
        people: [people],
    }
}

impl Plan {
    fn run(&self, pool: &Pool) -> Result<Tally, Failure> {
        self.run_until(pool, &AtomicU64::new(0), &Token::new())
    }

    fn run_until(&self, pool: &Pool, over: &AtomicU64, token: &Token) -> Result<Tally, Failure> {
        let Self { table, options, tasks, draws, numbers, people } = self;
        simulate(Flat { table, options, tasks, draws, numbers, people, triggers: &[] }, pool, over, token)
    }
}

fn threads(threads: usize) -> Pool {
    Pool::start(&Config { threads, callers: 1, slots: 64, pin: false }).expect("threads are to be had")
}

#[test]
fn counts_do_not_depend_on_the_workers_or_their_order() {
    for people in [f64::INFINITY, 2.0] {
        let plan = plan(500.0, people, 0.5);
        let alone = plan.run(&threads(0)).expect("it ends");
        for pool in (0..8).map(Pool::seeded).chain([threads(1), threads(3)]) {
            assert_eq!(plan.run(&pool).as_ref(), Ok(&alone));
        }
    }
}

#[test]
fn every_case_is_counted_once() {
    let plan = plan(500.0, f64::INFINITY, 0.5);
    let over = AtomicU64::new(0);
    let tally = plan.run_until(&threads(1), &over, &Token::new()).expect("it ends");
    assert_eq!(over.load(Ordering::Relaxed), 520);
    assert!(tally.status.iter().all(|status| *status == 2) && tally.status.len() == 500);
    let [begin, left, right, again] = &*tally.tasks else { panic!("four tasks") };
    assert_eq!([left.completed, right.completed, again.completed], [begin.completed; 3]);
    assert_eq!(again.taken, [again.completed - 500, 500], "each ends once");
    assert!(left.waits[0].is_empty(), "nobody waits for as many people as are wanted");
}

#[test]
fn people_who_are_few_are_waited_for() {
    let tally = plan(500.0, 1.0, 0.5).run(&threads(1)).expect("it ends");
    assert!(tally.crews[0].waiting_most > 1.0);
    assert!(!tally.tasks[1].waits[0].is_empty());
}

#[test]
fn the_first_case_that_does_not_end_is_told_of() {
    let plan = plan(2_000.0, f64::INFINITY, 0.93);
    let Err(Failure::Endless(first)) = plan.run(&threads(0)) else { panic!("one takes too many events") };
    let Endless { events, task, .. } = first;
    assert_eq!((events, task), (200, 3));
    for pool in (0..8).map(Pool::seeded).chain([threads(3)]) {
        assert_eq!(plan.run(&pool), Err(Failure::Endless(first)));
    }
}

#[test]
fn a_run_that_is_called_off_ends_so() {
    for people in [f64::INFINITY, 2.0] {
        let plan = plan(1e8, people, 0.5);
        let (over, token) = (AtomicU64::new(0), Token::new());
        let result = std::thread::scope(|scope| {
            scope.spawn(|| {
                // Of cases that wait for no other, arrivals are drawn before the first is over.
                while over.load(Ordering::Relaxed) < 100 && people.is_finite() {
                    std::thread::yield_now();
                }
                token.cancel();
            });
            plan.run_until(&threads(1), &over, &token)
        });
        assert_eq!(result, Err(Failure::Cancelled));
    }
}

#[test]
fn a_panic_is_told_and_the_pool_goes_on() {
    let pool = threads(1);
    let mut broken = plan(500.0, f64::INFINITY, 0.5);
    broken.draws[3] = 99;
    assert_eq!(broken.run(&pool), Err(Failure::Panicked("there is no kind 99 of draw".to_owned())));
    broken.table.truncate(10);
    assert!(matches!(broken.run(&pool), Err(Failure::Panicked(message)) if message.starts_with("no table")));
    assert!(plan(500.0, f64::INFINITY, 0.5).run(&pool).is_ok());
}
