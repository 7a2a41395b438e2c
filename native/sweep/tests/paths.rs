//! Every path that this machine has gives the bits that a plain loop gives, for every length and what is left of it.
use knhk_sweep::{Change, Path, STATUSES, Sweep, Tally};
use proptest::collection::vec;
use proptest::prelude::*;

fn sweeps() -> Vec<Sweep> {
    Path::ALL.into_iter().filter_map(|path| Sweep::named(path.name())).collect()
}

#[test]
fn the_best_path_is_one_of_those_that_are_here() {
    assert!(sweeps().contains(&Sweep::best()));
    assert_eq!(Sweep::named("scalar").map(Sweep::path), Some(Path::Scalar));
    assert_eq!(Sweep::named("abacus"), None);
    let absent: Vec<Path> = Path::ALL.into_iter().filter(|path| !path.is_here()).collect();
    assert!(absent.iter().all(|path| Sweep::named(path.name()).is_none()));
    assert_eq!(absent.contains(&Path::Neon), cfg!(not(target_arch = "aarch64")));
}

/// Without a trick: case by case, bit by bit.
fn plain_tally(arena: &[u32], words: usize) -> Tally {
    let mut tally = Tally { statuses: [0; STATUSES], bits: vec![[0; 32]; words] };
    for state in arena.chunks_exact(words) {
        if let Some(count) = tally.statuses.get_mut(state[0] as usize) {
            *count += 1;
        }
        for (word, counts) in state.iter().zip(&mut tally.bits).skip(1).filter(|_| state[0] == 1) {
            (0..32).filter(|bit| word >> bit & 1 == 1).for_each(|bit| counts[bit] += 1);
        }
    }
    tally
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_event_changes_the_cases_that_it_fits(
        cases in vec(prop_oneof![0..16u64, any::<u64>()], 0..200),
        mask in prop_oneof![0..16u64, any::<u64>()],
        need in any::<u64>(),
        clear in any::<u64>(),
        set in any::<u64>(),
    ) {
        let change = Change { mask, need: need & mask, clear, set };
        let takes = |case: &u64| case & mask == change.need;
        let after: Vec<u64> =
            cases.iter().map(|case| if takes(case) { case & !clear | set } else { *case }).collect();
        let taken = cases.iter().filter(|case| takes(case)).count();
        for sweep in sweeps() {
            let mut swept = cases.clone();
            prop_assert_eq!((sweep.apply(change, &mut swept), &swept), (taken, &after), "{:?}", sweep);
        }
    }

    #[test]
    fn an_arena_is_counted_and_searched(
        states in vec(prop_oneof![0..6u32, any::<u32>()], 0..4_000),
        stride in 1..21usize,
        word in 0..22usize,
        mask in 0..8u32,
        need in 0..8u32,
    ) {
        // Every state begins with a status, of which most go on.
        let mut arena = states;
        arena.chunks_mut(stride).enumerate().for_each(|(slot, state)| {
            state[0] = if slot % 3 == 0 { state[0] % 8 } else { 1 };
        });
        let tally = plain_tally(&arena, stride);
        let fits = |(_, state): &(u32, &[u32])| state.get(word).is_some_and(|word| word & mask == need);
        let found: Vec<u32> = (0..).zip(arena.chunks_exact(stride)).filter(fits).map(|(slot, _)| slot).collect();
        for sweep in sweeps() {
            prop_assert_eq!(&sweep.tally(&arena, stride), &tally, "{:?}", sweep);
            prop_assert_eq!(&sweep.select(&arena, stride, word, mask, need), &found, "{:?}", sweep);
        }
    }
}

#[test]
fn an_arena_of_nothing_has_nothing() {
    for sweep in sweeps() {
        assert_eq!(sweep.tally(&[], 4), Tally { statuses: [0; STATUSES], bits: vec![[0; 32]; 4] });
        assert_eq!(sweep.tally(&[1, 2, 3], 0), Tally::default());
        assert_eq!(sweep.select(&[1, 2, 3], 0, 0, 0, 0), [0; 0]);
    }
}

/// Numbers that look like chance, the same in each run.
fn chance(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

#[test]
fn every_number_of_cases_is_counted_whatever_is_left_of_a_vector() {
    for stride in 3..=20 {
        let mut chance = chance(stride as u64);
        let (mut arena, mut tally, mut found) = (vec![], plain_tally(&[], stride), vec![]);
        for slot in 0..=200 {
            for sweep in sweeps() {
                assert_eq!(sweep.tally(&arena, stride), tally, "{sweep:?} of {slot} states of {stride} words");
                assert_eq!(sweep.select(&arena, stride, 2, 0b101, 0b100), found, "{sweep:?} of {slot}");
            }
            let mut state: Vec<u32> = (0..stride).map(|_| u32::try_from(chance() >> 32).unwrap()).collect();
            state[0] = [1, 1, 1, state[0] % 6, u32::MAX][state[0] as usize % 5];
            let one = plain_tally(&state, stride);
            for (count, more) in tally.statuses.iter_mut().zip(one.statuses) {
                *count += more;
            }
            for (count, more) in tally.bits.as_flattened_mut().iter_mut().zip(one.bits.as_flattened()) {
                *count += more;
            }
            if state[2] & 0b101 == 0b100 {
                found.push(slot);
            }
            arena.extend(state);
        }
    }
}

#[test]
fn an_event_finds_every_number_of_cases() {
    let change = Change { mask: 0b11, need: 0b01, clear: 0b01, set: 1 << 63 };
    let cases: Vec<u64> = std::iter::repeat_with(chance(1)).take(201).collect();
    for length in 0..=200 {
        let (mut plain, taken) = (cases.clone(), cases[..length].iter().filter(|case| **case & 0b11 == 0b01).count());
        for case in plain[..length].iter_mut().filter(|case| **case & 0b11 == 0b01) {
            *case = *case & !0b01 | 1 << 63;
        }
        for sweep in sweeps() {
            let mut swept = cases.clone();
            assert_eq!(sweep.apply(change, &mut swept[..length]), taken, "{sweep:?} of {length}");
            assert_eq!(swept, plain, "{sweep:?} of {length}: the cases after them stay as they were");
        }
    }
}

/// More cases than the widest path adds up before it looks at the sums, and one block of them more.
#[test]
fn sums_do_not_overflow() {
    const CASES: u32 = 256 * 256 + 1;
    let arena: Vec<u32> = (0..CASES).flat_map(|_| [1, u32::MAX, 0x8000_0001]).collect();
    let ends = std::array::from_fn(|bit| if bit % 31 == 0 { CASES } else { 0 });
    let tally = Tally { statuses: [0, CASES, 0, 0, 0, 0], bits: vec![[0; 32], [CASES; 32], ends] };
    for sweep in sweeps() {
        assert_eq!(sweep.tally(&arena, 3), tally, "{sweep:?}");
    }
}
