//! The queues against a list, by one thread: what is pushed comes out once, in the order that is promised.
use std::collections::VecDeque;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::deque::{CAPACITY, Deque, Owner, PRIVATE_MAX, Steal};
use crate::injector::{CHUNK, Injector};

#[derive(Debug, Clone, Copy)]
enum Step {
    Push,
    Pop,
    /// By an owner whose own deque is empty; it pops all it got.
    Steal,
    /// A sleeper looks.
    Look,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = prop_oneof![6 => Just(Step::Push), 4 => Just(Step::Pop), 1 => Just(Step::Steal), 1 => Just(Step::Look)];
    // Runs of the same, so that deques fill and empty.
    vec((one, 1usize..200), 1..60)
        .prop_map(|runs| runs.into_iter().flat_map(|(step, count)| std::iter::repeat_n(step, count)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_deque_gives_its_owner_the_newest_and_thieves_the_oldest(steps in steps(), workers in 1usize..9) {
        let owner = Owner::new(Arc::new(Deque::new()), workers);
        let thief = Owner::new(Arc::new(Deque::new()), workers);
        let mut list = VecDeque::new();
        let mut next = 0;
        for step in steps {
            match step {
                Step::Push => {
                    let pushed = owner.push(next);
                    prop_assert_eq!(pushed, list.len() < CAPACITY);
                    if pushed {
                        list.push_back(next);
                    }
                    next += 1;
                }
                Step::Pop => prop_assert_eq!(owner.pop(), list.pop_back()),
                Step::Look => {
                    let none = owner.deque().is_empty_for_sleeper();
                    prop_assert!(!none || list.len() <= PRIVATE_MAX as usize, "few are kept from thieves");
                }
                Step::Steal => {
                    let steal = thief.steal(owner.deque());
                    let Steal::Taken(count) = steal else {
                        prop_assert!(steal == Steal::Nothing && list.len() <= PRIVATE_MAX as usize);
                        continue;
                    };
                    prop_assert!(count as usize <= list.len().div_ceil(2));
                    let stolen: Vec<u32> = list.drain(..count as usize).rev().collect();
                    let got: Vec<u32> = std::iter::from_fn(|| thief.pop()).collect();
                    prop_assert_eq!(got, stolen);
                }
            }
        }
    }

    #[test]
    fn an_injector_gives_the_oldest_by_shares(chunks in vec(0usize..CHUNK, 1..40), workers in 1usize..5) {
        let injector = Injector::new(chunks.iter().sum::<usize>().max(1));
        let owner = Owner::new(Arc::new(Deque::new()), workers);
        let mut list = VecDeque::new();
        let mut next = 0;
        for (at, count) in chunks.into_iter().enumerate() {
            let chunk: Vec<u32> = (next..).take(count).collect();
            next += u32::try_from(count).expect("it is small");
            injector.push(&chunk);
            list.extend(chunk);
            if at % 3 != 0 {
                let share = list.len().div_ceil(workers).min(CHUNK);
                prop_assert_eq!(injector.take(&owner, workers), share > 0);
                let wanted: Vec<u32> = list.drain(..share).rev().collect();
                prop_assert_eq!(std::iter::from_fn(|| owner.pop()).collect::<Vec<_>>(), wanted);
            }
            prop_assert_eq!(injector.looks_empty(), list.is_empty());
        }
    }
}

/// Indices count past their 24 bits.
#[test]
fn a_deque_goes_round() {
    let owner = Owner::new(Arc::new(Deque::new()), 1);
    let thief = Owner::new(Arc::new(Deque::new()), 1);
    let half = u32::try_from(CAPACITY / 2).expect("it is small");
    for _ in 0..(9u32 << 21) / half {
        for task in 0..half {
            assert!(owner.push(task));
        }
        let mut left = half;
        while left > 0 {
            let Steal::Taken(count) = thief.steal(owner.deque()) else { panic!("nobody else steals") };
            for task in (0..count).rev() {
                assert_eq!(thief.pop(), Some(half - left + task));
            }
            left -= count;
        }
        assert_eq!(owner.pop(), None);
    }
}
