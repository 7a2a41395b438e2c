//! Models for loom: small programs whose every interleaving is run, each load returning whatever weak memory allows.
//! `npm run loom` runs them and says how many runs each took.
//!
//! How far they go: deques have four cells here, nobody spins, and two or three threads do two to four things each.
//! Where `preempted` is given, a run has at most so many switches that no thread asked for; a model without it is
//! complete. A model that sleeps for ever, a slot that two threads touch at once, or an assertion that fails, fails the
//! model.
//!
//! What loom does not know: orders of `SeqCst`, of which there are none here, and loads that return values which are
//! stored later. So it has no say in the release of a steal's exchange nor in the acquire of an owner's look for free
//! cells: both keep a read from seeing what is written after it. And a call that a sleeper misses costs parallelism
//! alone, for owners run what nobody takes: the models of a whole pool cannot see it, those of sleepers do.
//!
//! That they can fail was tried by hand: with any other ordering of a deque or of a scope's count relaxed, the tag left
//! out, a slot given back early or the last call of a scope left out, at least one of them does. (The store of `bottom`
//! where it falls back to `top` hands over nothing and may be relaxed; it is as the others.)
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize as Counter, Ordering::Relaxed};

use loom::model::Builder;
use loom::sync::atomic::AtomicUsize;
use loom::thread;

use crate::core::Flag;
use crate::deque::{CAPACITY, Deque, Owner, Steal};
use crate::injector::Injector;
use crate::scope::{Scope, run};
use crate::slab::Slab;
use crate::sleepers::Sleepers;
use crate::sync::{AtomicBool, Ordering};
use crate::worker::{Shared, Worker};

/// Runs a model and says how many runs it took.
fn model(name: &str, preempted: Option<usize>, program: impl Fn() + Send + Sync + 'static) {
    let runs = Arc::new(Counter::new(0));
    let counted = Arc::clone(&runs);
    let mut builder = Builder::new();
    builder.preemption_bound = preempted;
    builder.max_branches = 100_000;
    builder.check(move || {
        counted.fetch_add(1, Relaxed);
        program();
    });
    let bound = preempted.map_or("complete".to_owned(), |bound| format!("at most {bound} preemptions"));
    println!("{name}: {} runs, {bound}", runs.load(Relaxed));
}

fn owner(workers: usize) -> Owner {
    Owner::new(Arc::new(Deque::new()), workers)
}

fn deque_of(owner: &Owner) -> Arc<Deque> {
    owner.shared_deque()
}

fn all(owner: &Owner) -> Vec<u32> {
    std::iter::from_fn(|| owner.pop()).collect()
}

/// Steals once and pops what it got.
fn steal(victim: &Deque) -> Vec<u32> {
    let thief = owner(1);
    match thief.steal(victim) {
        Steal::Taken(_) => all(&thief),
        Steal::Nothing | Steal::Lost => vec![],
    }
}

/// Tasks count from one: zero is what lies in a cell that nobody wrote, or whose writing is not seen.
fn assert_each_once(mut taken: Vec<u32>, tasks: std::ops::Range<u32>) {
    taken.sort_unstable();
    assert_eq!(taken, tasks.collect::<Vec<_>>(), "each task is taken once");
}

#[test]
fn owner_and_thief_share_a_deque() {
    model("owner and thief", None, || {
        let owner = owner(1);
        let deque = deque_of(&owner);
        let thief = thread::spawn(move || [steal(&deque), steal(&deque)].concat());
        for task in 1..4 {
            assert!(owner.push(task));
        }
        let mut taken = all(&owner);
        taken.extend(thief.join().unwrap());
        assert_each_once(taken, 1..4);
    });
}

/// What is popped and pushed again lies in the same cells under other names.
#[test]
fn a_cell_is_used_again_under_a_steal() {
    model("cells used again", None, || {
        let owner = owner(1);
        let deque = deque_of(&owner);
        assert!(owner.push(1) && owner.push(2));
        let thief = thread::spawn(move || steal(&deque));
        let mut taken: Vec<u32> = owner.pop().into_iter().collect();
        assert!(owner.push(3) && owner.push(4));
        taken.extend(all(&owner));
        taken.extend(thief.join().unwrap());
        assert_each_once(taken, 1..5);
    });
}

/// The owner goes round: it writes cells that a thief may still be reading.
#[test]
fn a_full_deque_goes_round_under_a_steal() {
    model("a full deque goes round", None, || {
        let owner = owner(1);
        let deque = deque_of(&owner);
        let full = u32::try_from(CAPACITY).unwrap();
        for task in 1..=full {
            assert!(owner.push(task));
        }
        let thief = thread::spawn(move || steal(&deque));
        let mut next = full + 1;
        while next < full + 3 && owner.push(next) {
            next += 1;
        }
        let mut taken = all(&owner);
        taken.extend(thief.join().unwrap());
        assert_each_once(taken, 1..next);
    });
}

/// Four tasks of which the owner takes back two at a time, with two thieves that take two.
#[test]
fn an_owner_takes_back_many_under_two_thieves() {
    model("takes back many, two thieves", Some(3), || {
        let owner = owner(1);
        for task in 1..5 {
            assert!(owner.push(task));
        }
        let thieves = [(); 2].map(|()| {
            let deque = deque_of(&owner);
            thread::spawn(move || steal(&deque))
        });
        let mut taken = all(&owner);
        for thief in thieves {
            taken.extend(thief.join().unwrap());
        }
        assert_each_once(taken, 1..5);
    });
}

/// Tasks that were pushed in private are published when thieves have taken the rest.
#[test]
fn what_is_kept_private_is_published_under_steals() {
    model("private, then published", Some(3), || {
        let owner = owner(1);
        let deque = deque_of(&owner);
        for task in 1..5 {
            assert!(owner.push(task));
        }
        let mut taken: Vec<u32> = owner.pop().into_iter().collect();
        let thief = thread::spawn(move || [steal(&deque), steal(&deque), steal(&deque)].concat());
        assert!(owner.push(5));
        taken.extend(all(&owner));
        taken.extend(thief.join().unwrap());
        assert_each_once(taken, 1..6);
    });
}

/// A thief's loot is stolen from it.
#[test]
fn what_is_stolen_is_stolen_again() {
    model("stolen again", Some(3), || {
        let (first, second) = (owner(1), owner(1));
        let (from_first, from_second) = (deque_of(&first), deque_of(&second));
        for task in 1..5 {
            assert!(first.push(task));
        }
        let thief = thread::spawn(move || {
            let _ = second.steal(&from_first);
            all(&second)
        });
        let third = thread::spawn(move || steal(&from_second));
        let mut taken = all(&first);
        taken.extend(thief.join().unwrap());
        taken.extend(third.join().unwrap());
        assert_each_once(taken, 1..5);
    });
}

#[test]
fn an_injector_hands_out_each_task_once() {
    model("injector", None, || {
        let injector = Arc::new(Injector::new(4));
        let takers = [(); 2].map(|()| {
            let injector = Arc::clone(&injector);
            thread::spawn(move || {
                let owner = owner(1);
                if !injector.looks_empty() {
                    injector.take(&owner, 2);
                }
                all(&owner)
            })
        });
        injector.push(&[1, 2]);
        injector.push(&[3]);
        let owner = owner(1);
        while injector.take(&owner, 1) {}
        let mut taken = all(&owner);
        for taker in takers {
            taken.extend(taker.join().unwrap());
        }
        while injector.take(&owner, 1) {}
        taken.extend(all(&owner));
        assert_each_once(taken, 1..4);
    });
}

/// A call that comes before the sleep, or with it, ends it.
#[test]
fn a_call_is_not_lost() {
    model("a call", None, || {
        let sleepers = Arc::new(Sleepers::new(1));
        let sleeper = {
            let sleepers = Arc::clone(&sleepers);
            thread::spawn(move || sleepers.sleep(0))
        };
        sleepers.call(0);
        sleeper.join().unwrap();
    });
}

/// An owner that takes a task and leaves one calls whoever is about to sleep; or the sleeper sees what is left.
#[test]
fn who_leaves_work_calls_a_sleeper() {
    model("work and a sleeper", None, || {
        let owner = owner(1);
        let sleepers = Arc::new(Sleepers::new(2));
        let sleeper = {
            let (deque, sleepers) = (deque_of(&owner), Arc::clone(&sleepers));
            thread::spawn(move || {
                sleepers.announce(1);
                if deque.is_empty_for_sleeper() {
                    sleepers.sleep(1);
                }
                sleepers.retract(1);
            })
        };
        assert!(owner.push(0) && owner.push(1));
        assert_eq!(owner.pop(), Some(1));
        if sleepers.are_some() && !owner.deque().looks_empty() {
            sleepers.call_one();
        }
        sleeper.join().unwrap();
    });
}

/// Who fills the injector calls whoever is about to sleep; or the sleeper sees the tasks.
#[test]
fn who_fills_the_injector_calls_a_sleeper() {
    model("injector and a sleeper", None, || {
        let (injector, sleepers) = (Arc::new(Injector::new(2)), Arc::new(Sleepers::new(2)));
        let sleeper = {
            let (injector, sleepers) = (Arc::clone(&injector), Arc::clone(&sleepers));
            thread::spawn(move || {
                sleepers.announce(1);
                if injector.is_empty_for_sleeper() {
                    sleepers.sleep(1);
                }
                sleepers.retract(1);
            })
        };
        injector.push(&[0]);
        sleepers.call_one();
        sleeper.join().unwrap();
    });
}

/// All of it: a caller in seat 1 with a scope, and a thread in seat 0 that serves until it is stopped.
fn with_a_thread(name: &str, preempted: usize, slots: usize, body: impl Fn(&Worker) + Send + Sync + 'static) {
    model(name, Some(preempted), move || {
        let shared = Arc::new(Shared {
            deques: (0..2).map(|_| Arc::new(Deque::new())).collect(),
            injector: Injector::new(slots),
            slab: Slab::new(slots),
            sleepers: Sleepers::new(2),
            stop: AtomicBool::new(false),
            workers: 2,
        });
        let server = Worker::new(&shared, 0, 0, None);
        let server = thread::spawn(move || server.serve());
        let caller = Worker::new(&shared, 1, 0, None);
        body(&caller);
        caller.leave();
        shared.stop();
        server.join().unwrap();
    });
}

#[test]
fn a_scope_ends_after_its_tasks_and_sees_what_they_wrote() {
    with_a_thread("a scope of two tasks", 2, 4, |caller| {
        let places = [AtomicUsize::new(0), AtomicUsize::new(0)];
        let done = run(caller, None, None, |scope| {
            for place in &places {
                scope.spawn(move |_| place.store(7, Ordering::Relaxed));
            }
        });
        assert_eq!(done, Ok(()));
        assert!(places.iter().all(|place| place.load(Ordering::Relaxed) == 7));
    });
}

#[test]
fn a_scope_waits_for_what_its_tasks_spawn() {
    with_a_thread("a task that spawns", 2, 4, |caller| {
        let count = AtomicUsize::new(0);
        let done = run(caller, None, None, |scope| {
            let count = &count;
            scope.spawn(move |scope| {
                scope.spawn(move |_| {
                    count.fetch_add(1, Ordering::Relaxed);
                });
            });
        });
        assert_eq!((done, count.load(Ordering::Relaxed)), (Ok(()), 1));
    });
}

/// Slots go round between the two, and what finds none runs in place.
#[test]
fn a_slot_is_used_again_by_another_worker() {
    with_a_thread("one slot", 2, 1, |caller| {
        let count = AtomicUsize::new(0);
        for tasks in [1, 2] {
            let done = run(caller, None, None, |scope| {
                for _ in 0..tasks {
                    scope.spawn(|_| {
                        count.fetch_add(1, Ordering::Relaxed);
                    });
                }
            });
            assert_eq!(done, Ok(()));
        }
        assert_eq!(count.load(Ordering::Relaxed), 3);
    });
}

#[test]
fn a_cancelled_scope_waits_for_what_began() {
    with_a_thread("a cancelled scope", 2, 4, |caller| {
        let flag = Flag::new();
        let done = run(caller, Some(&flag), None, |scope| {
            scope.spawn(Scope::cancel);
            scope.spawn(|_| ());
        });
        assert!(done.is_err() && !flag.is_set());
    });
}
