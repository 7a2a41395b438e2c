//! Chunks against a loop: the same pieces, each once, and results in the order of the items, on every pool.
use std::sync::{LazyLock, Mutex, PoisonError};

use knhk_pool::{Config, Pool, ScopeError};
use proptest::collection::vec;
use proptest::prelude::*;

static POOLS: LazyLock<Vec<Pool>> = LazyLock::new(|| {
    let start = |threads| Pool::start(&Config { threads, ..Config::default() }).expect("threads start");
    vec![start(0), start(1), start(4), Pool::seeded(3)]
});

fn shared<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chunks_are_those_of_a_loop(items in vec(any::<u32>(), 0..2000), grain in 0usize..300) {
        let expected: Vec<&[u32]> = items.chunks(grain.max(1)).collect();
        for pool in &*POOLS {
            let seen = Mutex::new(Vec::new());
            prop_assert_eq!(pool.for_each_chunk(&items[..], grain, |chunk| shared(&seen).push(chunk)), Ok(()));
            let mut seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
            seen.sort_unstable_by_key(|chunk| chunk.as_ptr());
            prop_assert_eq!(&seen, &expected);
        }
    }

    #[test]
    fn ranges_are_cut_as_slices_are(start in 0usize..1000, length in 0usize..2000, grain in 1usize..300) {
        let numbers: Vec<usize> = (start..start + length).collect();
        let expected: Vec<Vec<usize>> = numbers.chunks(grain).map(<[usize]>::to_vec).collect();
        for pool in &*POOLS {
            let seen = pool.map_chunks(start..start + length, grain, Iterator::collect::<Vec<_>>);
            prop_assert_eq!(seen.as_ref(), Ok(&expected));
        }
    }

    #[test]
    fn what_is_changed_is_changed_once(items in vec(any::<u32>(), 0..2000), grain in 1usize..300) {
        let expected: Vec<u32> = items.iter().map(|item| item.rotate_left(5).wrapping_add(1)).collect();
        for pool in &*POOLS {
            let mut items = items.clone();
            let change = |chunk: &mut [u32]| {
                for item in chunk {
                    *item = item.rotate_left(5).wrapping_add(1);
                }
            };
            prop_assert_eq!(pool.for_each_chunk(&mut items[..], grain, change), Ok(()));
            prop_assert_eq!(&items, &expected);
        }
    }

    #[test]
    fn sums_of_floats_are_the_same_to_the_bit(items in vec(-1e9f64..1e9, 0..3000), grain in 1usize..300) {
        let add = |sum: f64, part: f64| sum + part;
        let expected = items.chunks(grain).map(|chunk| chunk.iter().sum()).fold(0.0, add);
        for pool in &*POOLS {
            let sum = pool.map_reduce(&items[..], grain, |chunk| chunk.iter().sum(), 0.0, add);
            prop_assert_eq!(sum.map(f64::to_bits), Ok(expected.to_bits()));
        }
    }

    #[test]
    fn nested_chunks_are_those_of_nested_loops(lengths in vec(0usize..200, 0..40), grain in 1usize..20) {
        let expected: Vec<usize> = lengths.iter().map(|length| (0..*length).map(|n| n * n).sum()).collect();
        for pool in &*POOLS {
            let sums = pool.map_chunks(&lengths[..], 1, |length| {
                pool.map_reduce(0..length[0], grain, |chunk| chunk.map(|n| n * n).sum(), 0, |a, b: usize| a + b)
            });
            prop_assert_eq!(sums.map(|sums| sums.into_iter().collect::<Result<Vec<_>, _>>()), Ok(Ok(expected.clone())));
        }
    }
}

#[test]
fn no_chunk_begins_once_its_scope_is_cancelled() {
    for pool in &*POOLS {
        let run = pool.scope(|scope| {
            scope.cancel();
            pool.for_each_chunk(0..1000, 1, |_| unreachable!())
        });
        assert_eq!(run, Err(ScopeError::Cancelled));
    }
}

#[test]
fn results_that_hold_memory_are_given_back_when_a_chunk_panics() {
    for pool in &*POOLS {
        let run = pool.map_chunks(0..100, 1, |chunk| {
            if chunk.start == 50 {
                std::panic::resume_unwind(Box::new("planned"));
            }
            vec![chunk.start]
        });
        let Err(ScopeError::Panicked(panic)) = run else { panic!("it panicked") };
        assert_eq!((panic.message.as_str(), panic.count), ("planned", 1));
    }
}
