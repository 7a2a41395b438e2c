//! Plays tables with their events, as `bench/patterns.ts` wrote them into a folder (`0.table`, `0.events`, ...), and
//! prints for each its number, how many steps it took, and how often the allocator was called meanwhile. Without a
//! folder there is nothing to play. Without libtest, which allocates beside the test.
mod counting;

use std::fs;
use std::path::Path;

use counting::{calls, prove};
use knhk_engine::Kernel;
use knhk_engine::layout::EVENT_WORDS;

fn main() {
    prove();
    let Some(folder) = std::env::args().nth(1) else { return };
    for number in 0.. {
        let file = |kind: &str| Path::new(&folder).join(format!("{number}.{kind}"));
        let Ok(table) = fs::read(file("table")) else { return };
        let events = fs::read(file("events")).expect("a table has events beside it");
        let events: Vec<u32> = events.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
        let (steps, asked) = play(&table, &events);
        println!("{number} {steps} {asked}");
    }
}

/// Steps all events, 512 at a time; how many steps, and how often the allocator was called.
fn play(table: &[u8], events: &[u32]) -> (usize, u64) {
    let mut kernel = Kernel::read(table).expect("the bench writes tables");
    let cases = events.iter().step_by(EVENT_WORDS).max().map_or(0, |slot| *slot as usize + 1);
    let mut arena = vec![0; cases * kernel.state_words()];
    let mut commands = vec![0; 1 << 20];
    let mut steps = 0;
    let asked = calls(|| {
        for batch in events.chunks(512 * EVENT_WORDS) {
            let mut left = batch;
            while !left.is_empty() {
                let done = kernel.step(&mut arena, left, &mut commands, left.len() / EVENT_WORDS);
                assert_eq!(done.needed, 0, "there is room for what one event says");
                steps += done.consumed;
                left = &left[done.consumed * EVENT_WORDS..];
            }
        }
    });
    (steps, asked)
}
