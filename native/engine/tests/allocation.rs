//! Steps allocate nothing, and leave the pages of the process as they were. Counts what the allocator is asked for,
//! after showing that it does count. Without libtest, which allocates beside the test. A million steps, or as many as
//! `KNHK_STEPS` says.
mod counting;
mod net;

use std::hint::black_box;

use counting::{calls, prove};
use knhk_engine::Kernel;
use knhk_engine::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_DONE, COMMAND_ENABLE, COMMAND_PUT, COMMAND_SPAWN, COMMAND_TAKE,
    COMMAND_WITHDRAW, EVENT_ADD, EVENT_BEGIN, EVENT_COMPLETE, EVENT_EXPIRE, EVENT_FINISH, EVENT_OPEN, EVENT_SIGNAL,
    EVENT_START, EVENT_STOP, NONE,
};
use net::{CANCEL, Instances, Net, OPEN, OR, RECEIVE, SILENT, Task, Wait, XOR, task};

/// Every feature of the step in a case that never ends: each line goes round for itself.
fn rounds() -> Net {
    let several = Task { several: true, outcomes: vec![vec![3], vec![], vec![4], vec![]], ..task(&[2], &[]) };
    let wait = Wait { missing: 1, marked: 1, needs: vec![(4, NONE, 1), (NONE, 2, 1)] };
    let three = Instances { count: NONE, min: 1, max: 4, threshold: 2, flags: CANCEL | OPEN };
    let region = Task { clears: vec![7], cancels: vec![6], completes: vec![7], ..task(&[6], &[6, 7]) };
    let tasks = vec![
        task(&[0], &[0]),
        Task { weights: vec![2], ..task(&[1], &[1, 1]) },
        several,
        Task { join: OR, waits: vec![wait], ..task(&[3, 4], &[2]) },
        Task { reads: vec![0], unless: vec![13], excludes: vec![1], ..task(&[5], &[5]) },
        region,
        Task { join: XOR, ..task(&[7, 13], &[7]) },
        Task { instances: Some(three), ..task(&[8], &[8]) },
        Task { kind: RECEIVE, ..task(&[9], &[10]) },
        Task { kind: RECEIVE, trigger: 1, ..task(&[10], &[9]) },
        Task { kind: SILENT, unless: vec![11], ..task(&[12], &[11, 12]) },
        task(&[11], &[13]),
    ];
    Net {
        bounds: vec![1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
        outputs: vec![13],
        resources: vec![14],
        entries: vec![vec![0, 1, 1, 2, 5, 6, 7, 8, 9, 11, 12]],
        triggers: vec![NONE, 14],
        tasks,
        ..Net::default()
    }
}

/// The events of one round of all lines; none is refused.
const ROUND: [[u32; 3]; 26] = [
    [EVENT_START, 0, 0],
    [EVENT_COMPLETE, 0, 0],
    [EVENT_START, 1, 0],
    [EVENT_COMPLETE, 1, 0],
    [EVENT_START, 2, 0],
    [EVENT_COMPLETE, 2, 1],
    [EVENT_START, 3, 0],
    [EVENT_COMPLETE, 3, 0],
    [EVENT_START, 4, 0],
    [EVENT_COMPLETE, 4, 0],
    [EVENT_START, 6, 0],
    [EVENT_START, 5, 0],
    [EVENT_START, 7, 3],
    [EVENT_COMPLETE, 5, 0],
    [EVENT_START, 7, 3],
    [EVENT_ADD, 7, 0],
    [EVENT_BEGIN, 7, 0],
    [EVENT_BEGIN, 7, 0],
    [EVENT_FINISH, 7, 0],
    [EVENT_FINISH, 7, 0],
    [EVENT_SIGNAL, 1, 0],
    [EVENT_SIGNAL, 1, 0],
    [EVENT_EXPIRE, 1, 0],
    [EVENT_SIGNAL, 0, 0],
    [EVENT_STOP, 11, 0],
    [EVENT_START, 4, 0],
];

fn main() {
    prove();

    let mut kernel = Kernel::read(&rounds().encode()).expect("the net makes a table");
    let mut arena = vec![0; kernel.state_words()];
    let mut commands = vec![0; 4096];
    kernel.step(&mut arena, &[0, EVENT_OPEN, 0, 0], &mut commands, 1);
    let last = [0, EVENT_COMPLETE, 4, 0];
    let round: Vec<u32> =
        ROUND.iter().flat_map(|[kind, subject, detail]| [0, *kind, *subject, *detail]).chain(last).collect();
    let events = round.len() / 4;
    let before = arena.clone();
    let first = kernel.step(&mut arena, &round, &mut commands, events);
    assert_eq!(first.consumed, events);
    let mut said: Vec<u32> = commands.chunks(4).take(first.commands).map(|command| command[1]).collect();
    said.sort_unstable();
    said.dedup();
    let all = [
        COMMAND_ENABLE,
        COMMAND_WITHDRAW,
        COMMAND_CANCEL,
        COMMAND_TAKE,
        COMMAND_PUT,
        COMMAND_CLEAR,
        COMMAND_SPAWN,
        COMMAND_DONE,
    ];
    assert_eq!(said, all, "each kind of command but refusals and ends");
    assert_eq!(arena, before, "a round leads back");

    let steps: usize = std::env::var("KNHK_STEPS").map_or(1_000_000, |steps| steps.parse().expect("a number of steps"));
    // What is touched for the first time is touched here.
    kernel.step(&mut arena, &round, &mut commands, events);
    let resident = resident_kib();
    let asked = calls(|| {
        for _ in 0..steps / events {
            let done = kernel.step(&mut arena, black_box(&round), &mut commands, events);
            assert_eq!((done.commands, done.consumed), (first.commands, events));
        }
    });
    assert_eq!(asked, 0, "steps allocate nothing");
    let grown = resident_kib().zip(resident).map(|(after, before)| after.saturating_sub(before));
    // A tool that watches takes memory for itself.
    let is_watched = std::env::var_os("KNHK_WATCHED").is_some();
    assert!(is_watched || grown.is_none_or(|kib| kib <= 64), "memory grew by {grown:?} KiB");
    println!("{steps} steps, {asked} calls of the allocator, {grown:?} KiB more in memory");
}

/// Memory of this process that is not on disk, where the system tells.
fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("RssAnon:")?.trim().strip_suffix(" kB")?.parse().ok())
}
