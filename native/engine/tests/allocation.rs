//! Steps allocate nothing. Counts what the allocator is asked for, after showing that it does count.
//! Without libtest, which allocates beside the test.
mod net;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use knhk_engine::Kernel;
use knhk_engine::layout::{EVENT_COMPLETE, EVENT_OPEN, EVENT_START};
use net::{Net, Task};

struct Counting;

static CALLS: AtomicU64 = AtomicU64::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn calls(work: impl FnOnce()) -> u64 {
    let before = CALLS.load(Ordering::Relaxed);
    work();
    CALLS.load(Ordering::Relaxed) - before
}

fn task(silent: bool, inputs: &[u32], outputs: &[u32]) -> Task {
    Task { silent, inputs: inputs.to_vec(), outcomes: vec![outputs.to_vec()], ..Task::default() }
}

fn main() {
    assert_eq!(calls(|| drop(black_box(vec![1u8; 100]))), 2, "one vector is one allocation and one deallocation");

    // 0 -> go -> 1 and 2; x takes both -> 3; a silent task puts 1 and 2 again: a case that never ends. 4 is the output.
    let tasks = vec![
        task(false, &[0], &[1, 2]),
        task(true, &[3], &[1, 2]),
        task(false, &[1, 2], &[3]),
        task(false, &[2], &[4]),
    ];
    let net = Net { bounds: vec![1, 2, 1, 1, 1], tasks, outputs: vec![4], implicit: false };
    let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
    let mut arena = vec![0; kernel.state_words()];
    let mut commands = vec![0; 4096];
    let begin = [0, EVENT_OPEN, 0, 0, 0, EVENT_START, 0, 0, 0, EVENT_COMPLETE, 0, 0];
    kernel.step(&mut arena, &begin, &mut commands, 3);
    let round = [0, EVENT_START, 2, 0, 0, EVENT_COMPLETE, 2, 0, 7, EVENT_START, 0, 0];
    let steps = 1_000_000;
    let asked = calls(|| {
        for _ in 0..steps / 3 {
            let done = kernel.step(&mut arena, black_box(&round), &mut commands, 3);
            assert_eq!((done.commands, done.consumed), (10, 3));
        }
    });
    assert_eq!(asked, 0, "steps allocate nothing");
    println!("{steps} steps, {asked} calls of the allocator");
}
