//! The corpus without JavaScript. `node --conditions=knhk-source test/corpus/write.ts native/target/corpus` writes what
//! is played here and tells its form; `KNHK_CORPUS` names another folder. Where nobody wrote it, it is left out.
use std::fs;
use std::path::{Path, PathBuf};

use knhk_engine::layout::{COMMAND_REFUSE, COMMAND_WORDS, EVENT_CANCEL, EVENT_WORDS, NONE, REFUSAL_SLOT};
use knhk_engine::{Kernel, Table};

fn files(kind: &str) -> Vec<PathBuf> {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/corpus");
    let folder = std::env::var_os("KNHK_CORPUS").map_or_else(here, PathBuf::from);
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("left out: nobody wrote the corpus to {}", folder.display());
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == kind)).collect()
}

#[test]
fn every_event_in_every_state_says_what_the_reference_says() {
    for path in files("case") {
        let file = fs::read(&path).expect("the file can be read");
        let words: Vec<u32> = file.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
        let bytes = words[0] as usize;
        let mut kernel = Kernel::read(&file[8..8 + bytes]).expect("the corpus has tables");
        keeps_room(&mut kernel, words[1] as usize);
        let mut rest = &words[2 + bytes.div_ceil(4)..];
        let mut crowd = vec![NONE; CROWD];
        for number in 0.. {
            if rest.is_empty() {
                break;
            }
            if number % 64 == 0 {
                among_many(&mut kernel, rest, &mut crowd);
            }
            rest = play(&mut kernel, rest, &path);
        }
    }
}

/// A batch goes on while there is room for `reserve` commands, and not for a word less.
fn keeps_room(kernel: &mut Kernel, reserve: usize) {
    let events = [NONE, EVENT_CANCEL, 0, 0].repeat(2);
    let mut commands = vec![0; (1 + reserve) * COMMAND_WORDS];
    for (less, taken) in [(0, 2), (1, 1)] {
        let room = commands.len() - less;
        let done = kernel.step(&mut [], &events, &mut commands[..room], 2);
        assert_eq!((done.commands, done.consumed, done.needed), (taken, taken, 0));
    }
}

/// Plays the first record: with room for what is said, and with room for a command less. Returns the records after it.
fn play<'a>(kernel: &mut Kernel, words: &'a [u32], path: &Path) -> &'a [u32] {
    let (before, words) = words.split_at(kernel.state_words());
    let (event, words) = words.split_at(EVENT_WORDS);
    let count = words[0] as usize;
    let (said, words) = words[1..].split_at(count * COMMAND_WORDS);
    let (after, words) = words.split_at(kernel.state_words());

    let mut commands = vec![0; said.len()];
    let mut state = before.to_vec();
    let done = kernel.step(&mut state, event, &mut commands, 1);
    let context = || format!("{}: event {event:?} in {before:?}", path.display());
    assert_eq!((done.commands, done.consumed, done.needed), (count, 1, 0), "{}", context());
    assert_eq!(commands, said, "{}", context());
    assert_eq!(state, after, "{}", context());

    if count > 0 {
        let mut state = before.to_vec();
        let done = kernel.step(&mut state, event, &mut commands[COMMAND_WORDS..], 1);
        assert_eq!((done.commands, done.consumed, done.needed), (0, 0, said.len()), "{}", context());
        assert_eq!(state, before, "{}", context());
    }
    batch(kernel, before, event, said);
    words
}

/// The event in two cases and in one that is not there, as one batch: with room for all, though there are fewer events
/// than are asked for, and with room for one.
fn batch(kernel: &mut Kernel, before: &[u32], event: &[u32], said: &[u32]) {
    let events: Vec<u32> = (0..3).flat_map(|slot| [&[slot], &event[1..]].concat()).collect();
    let mut commands = vec![0; 1 << 14];
    let done = kernel.step(&mut before.repeat(2), &events, &mut commands, 100);
    let count = said.len() / COMMAND_WORDS;
    assert_eq!((done.commands, done.consumed, done.needed), (2 * count + 1, 3, 0));
    for (at, expected) in [(0, said), (said.len(), said), (2 * said.len(), &[2, COMMAND_REFUSE, REFUSAL_SLOT, 2])] {
        for (command, expected) in commands[at..].chunks(COMMAND_WORDS).zip(expected.chunks(COMMAND_WORDS)) {
            let detail = if command[1] == COMMAND_REFUSE { 3 } else { COMMAND_WORDS };
            assert_eq!(command[1..detail], expected[1..detail]);
        }
    }
    let done = kernel.step(&mut before.repeat(2), &events, &mut commands[..said.len().max(COMMAND_WORDS)], 3);
    assert_eq!((done.commands, done.consumed, done.needed), (count, 1, 0), "the second waits for room");
}

/// Words of so many cases that the near caches do not hold them.
const CROWD: usize = (1 << 18) + (1 << 12);

/// The event of a record in each of forty cases among very many: as in one case alone.
fn among_many(kernel: &mut Kernel, words: &[u32], crowd: &mut [u32]) {
    let state = kernel.state_words();
    let (before, words) = words.split_at(state);
    let (event, words) = words.split_at(EVENT_WORDS);
    let count = words[0] as usize;
    let after = &words[1 + count * COMMAND_WORDS..][..state];
    let first = crowd.len() / state - 40;
    let mut slots = first..first + 40;
    slots.clone().for_each(|slot| crowd[slot * state..][..state].copy_from_slice(before));
    let each = |slot: usize| [&[u32::try_from(slot).expect("slots are few")], &event[1..]].concat();
    let events: Vec<u32> = slots.clone().flat_map(each).collect();
    let mut commands = vec![0; 1 << 16];
    let done = kernel.step(crowd, &events, &mut commands, 40);
    assert_eq!((done.commands, done.consumed, done.needed), (40 * count, 40, 0));
    assert!(slots.all(|slot| &crowd[slot * state..][..state] == after));
    crowd[first * state..][..40 * state].fill(NONE);
}

#[test]
fn what_is_a_table_is_taken() {
    for path in files("taken") {
        assert!(Table::read(&fs::read(&path).expect("the file can be read")).is_ok(), "{}", path.display());
    }
}

#[test]
fn what_is_no_table_is_refused_for_its_reason() {
    for path in files("refused") {
        let bytes = fs::read(&path).expect("the file can be read");
        let reason = Table::read(&bytes).expect_err("it is no table").0.name();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        assert!(name.ends_with(&format!("-{reason}")), "{name} is refused for its {reason}");
    }
}
