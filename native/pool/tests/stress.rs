//! Random trees of tasks, some of which panic, cancel their scope or open one of their own, against the same tree
//! walked by a loop. Every closure is dropped exactly once, whatever happens; nothing runs twice; nothing is left out
//! unless its scope was called off, and then the scope says so.
mod quiet;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use knhk_pool::{Config, Pool, Scope, ScopeError};
use proptest::collection::vec;
use proptest::prelude::*;
use quiet::quiet;

static POOLS: LazyLock<Vec<Pool>> = LazyLock::new(|| {
    let start = |threads, slots| {
        Pool::start(&Config { threads, slots, callers: 2, ..Config::default() }).expect("threads start")
    };
    vec![start(0, 1 << 10), start(1, 1 << 10), start(3, 1 << 10), start(2, 3), Pool::seeded(9)]
});

#[derive(Debug, Clone)]
struct Node {
    what: What,
    children: Vec<Self>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Work,
    /// Its children are in a scope of its own.
    Open,
    Cancel,
    Panic,
}

/// Trees in which `wild` says whether tasks panic and cancel.
fn trees(wild: bool) -> impl Strategy<Value = Node> {
    let tame = prop_oneof![4 => Just(What::Work), 1 => Just(What::Open)].boxed();
    let what =
        if wild { prop_oneof![15 => tame, 1 => Just(What::Cancel), 1 => Just(What::Panic)].boxed() } else { tame };
    let leaf = what.clone().prop_map(|what| Node { what, children: vec![] });
    leaf.prop_recursive(6, 300, 12, move |inner| {
        (what.clone(), vec(inner, 0..12)).prop_map(|(what, children)| Node { what, children })
    })
}

#[derive(Default)]
struct Seen {
    ran: AtomicUsize,
    made: AtomicUsize,
    dropped: AtomicUsize,
    panicked: AtomicUsize,
    cancelled: AtomicUsize,
}

struct Held<'a>(&'a Seen);

impl<'a> Held<'a> {
    fn new(seen: &'a Seen) -> Self {
        add(&seen.made);
        Self(seen)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        add(&self.0.dropped);
    }
}

fn add(count: &AtomicUsize) {
    count.fetch_add(1, Ordering::Relaxed);
}

fn play<'scope>(pool: &'scope Pool, scope: &Scope<'scope>, node: &'scope Node, seen: &'scope Seen) {
    add(&seen.ran);
    match node.what {
        What::Work => spawn(pool, scope, &node.children, seen),
        What::Open => check(seen, pool.scope(|scope| spawn(pool, scope, &node.children, seen))),
        What::Cancel => {
            add(&seen.cancelled);
            scope.cancel();
            spawn(pool, scope, &node.children, seen);
        }
        What::Panic => {
            spawn(pool, scope, &node.children, seen);
            add(&seen.panicked);
            panic!("planned");
        }
    }
}

fn spawn<'scope>(pool: &'scope Pool, scope: &Scope<'scope>, nodes: &'scope [Node], seen: &'scope Seen) {
    for node in nodes {
        let held = Held::new(seen);
        scope.spawn(move |scope| {
            let _held = held;
            play(pool, scope, node, seen);
        });
    }
}

/// A scope fails only if something failed somewhere, and says what was planned.
fn check(seen: &Seen, run: Result<(), ScopeError>) {
    match run {
        Ok(()) => (),
        Err(ScopeError::Panicked(panic)) => assert_eq!(panic.message, "planned"),
        Err(ScopeError::Cancelled) => {
            assert!(seen.cancelled.load(Ordering::Relaxed) + seen.panicked.load(Ordering::Relaxed) > 0);
        }
        Err(ScopeError::Closed) => unreachable!("nobody shut it down"),
    }
}

fn size(node: &Node) -> usize {
    1 + node.children.iter().map(size).sum::<usize>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_task_of_a_tree_runs_once(tree in trees(false)) {
        for pool in &*POOLS {
            let seen = Seen::default();
            prop_assert_eq!(pool.scope(|scope| play(pool, scope, &tree, &seen)), Ok(()));
            prop_assert_eq!(seen.ran.into_inner(), size(&tree));
            prop_assert_eq!(seen.dropped.into_inner(), seen.made.into_inner());
        }
    }

    #[test]
    fn whatever_fails_every_closure_is_dropped_once(tree in trees(true)) {
        quiet();
        for pool in &*POOLS {
            let seen = Seen::default();
            check(&seen, pool.scope(|scope| play(pool, scope, &tree, &seen)));
            prop_assert!(seen.ran.into_inner() <= size(&tree));
            prop_assert_eq!(seen.dropped.into_inner(), seen.made.into_inner());
        }
    }
}

/// Four callers at a time on one pool, each with floods, trees of chunks, panics and cancellation, round after round.
#[test]
fn callers_that_fail_do_not_disturb_those_that_do_not() {
    quiet();
    for pool in &*POOLS {
        std::thread::scope(|callers| {
            for caller in 0..4 {
                callers.spawn(move || (0..60).for_each(|round| disturb(pool, caller + round)));
            }
        });
    }
}

fn disturb(pool: &Pool, kind: usize) {
    let count = AtomicU32::new(0);
    let add = |by: usize| {
        count.fetch_add(u32::try_from(by).unwrap_or(0), Ordering::Relaxed);
    };
    match kind % 4 {
        0 => {
            let run = pool.scope(|scope| (0..2_000).for_each(|_| scope.spawn(|_| add(1))));
            assert_eq!((run, count.into_inner()), (Ok(()), 2_000));
        }
        1 => {
            let run = pool.for_each_chunk(0..50, 1, |outer| {
                let inner = pool.for_each_chunk(0..40, 3, |chunk| add(chunk.len() * outer.len()));
                inner.expect("it runs");
            });
            assert_eq!((run, count.into_inner()), (Ok(()), 2_000));
        }
        2 => {
            let run = pool.for_each_chunk(0..500, 1, |chunk| assert!(chunk.start != 250, "planned"));
            assert!(matches!(run, Err(ScopeError::Panicked(panic)) if panic.message == "planned"));
        }
        _ => {
            let run = pool.scope(|scope| {
                for n in 0..500 {
                    scope.spawn(move |scope| {
                        if n == 250 {
                            scope.cancel();
                        }
                    });
                }
            });
            assert_eq!(run, Err(ScopeError::Cancelled));
        }
    }
}
