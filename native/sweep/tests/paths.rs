//! Every path that this machine has gives the bits that a plain loop gives, for every length and what is left of it.
use knhk_sweep::{Change, Path, STATUSES, Sweep, Tally};
use proptest::collection::vec;
use proptest::prelude::*;

fn sweeps() -> Vec<Sweep> {
    Path::ALL.into_iter().filter_map(|path| Sweep::named(path.name())).collect()
}

/// Words of which some fit what is asked: few bits, or any.
fn words() -> impl Strategy<Value = Vec<u32>> {
    vec(prop_oneof![0..8u32, any::<u32>()], 0..700)
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
    fn bits_are_counted_by_place(words in words(), before in any::<u32>()) {
        let mut counts = [before; 32];
        for word in &words {
            (0..32).for_each(|bit| counts[bit] = counts[bit].wrapping_add(word >> bit & 1));
        }
        for sweep in sweeps() {
            let mut swept = [before; 32];
            sweep.sums(&words, &mut swept);
            prop_assert_eq!(swept, counts, "{:?}", sweep);
        }
    }

    #[test]
    fn an_arena_is_counted_and_searched(
        states in vec(prop_oneof![0..6u32, any::<u32>()], 0..9_000),
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
