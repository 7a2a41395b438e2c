//! A defect on demand, so that a test can see what becomes of one. Only in a build with the feature `defect`, which is
//! never the one that is shipped.
use knhk_engine::layout::EVENT_WORDS;

/// No kind of event: a batch that has it panics.
const DEFECT: u32 = 0xdefe_c7ed;

pub fn on_demand(events: &[u32], count: usize) {
    let asked = events.chunks(EVENT_WORDS).take(count).any(|event| event.get(1) == Some(&DEFECT));
    assert!(!asked, "a defect was asked for");
}
