//! The queue that all workers look into: where a deque that is full, or whose owner goes away, puts its tasks. They
//! come and go in chunks, so that a lock is cheap: one for hundreds of tasks.
use crate::deque::Owner;
use crate::sync::{AtomicUsize, Mutex, Ordering, lock};

/// Most tasks that are moved under one lock.
pub const CHUNK: usize = 256;

pub struct Injector {
    ring: Mutex<Ring>,
    /// For a look without the lock, which may be late; who must know takes the lock.
    count: AtomicUsize,
}

struct Ring {
    tasks: Box<[u32]>,
    first: usize,
    count: usize,
}

impl Injector {
    /// With room for every slot of the slab, so that it is never full.
    pub fn new(capacity: usize) -> Self {
        let ring = Ring { tasks: vec![0; capacity].into_boxed_slice(), first: 0, count: 0 };
        Self { ring: Mutex::new(ring), count: AtomicUsize::new(0) }
    }

    pub fn looks_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    pub fn is_empty_for_sleeper(&self) -> bool {
        lock(&self.ring).count == 0
    }

    pub fn push(&self, chunk: &[u32]) {
        let mut ring = lock(&self.ring);
        for task in chunk {
            let at = (ring.first + ring.count) % ring.tasks.len();
            ring.tasks[at] = *task;
            ring.count += 1;
        }
        self.count.store(ring.count, Ordering::Relaxed);
    }

    /// Moves the oldest tasks to a deque, one worker's share of them. Returns whether there were any.
    pub fn take(&self, owner: &Owner, workers: usize) -> bool {
        let mut ring = lock(&self.ring);
        let share = ring.count.div_ceil(workers).min(CHUNK);
        let mut taken = 0;
        while taken < share && owner.push(ring.tasks[ring.first]) {
            ring.first = (ring.first + 1) % ring.tasks.len();
            taken += 1;
        }
        ring.count -= taken;
        self.count.store(ring.count, Ordering::Relaxed);
        drop(ring);
        taken > 0
    }
}
