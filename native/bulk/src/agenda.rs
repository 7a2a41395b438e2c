//! What is to happen, by time, as `compiler/simulate/agenda.ts` has it. What is due at the same time comes in the order
//! in which it was noted. What does not happen any more is left in, and passed over by who takes it out.
#[derive(Debug, Clone, Copy)]
pub enum Happening {
    /// A case comes.
    Arrive(u32),
    /// The time of a work item is over. `number`: of the case, since places are used again.
    Finish { place: u32, number: u32, item: u32 },
    /// A signal comes; for a work item that waits for it, or for whoever does.
    Signal { place: u32, number: u32, trigger: u32, item: u32 },
    /// A signal that was kept since `came` is too old.
    Expire { place: u32, number: u32, trigger: u32, came: f64 },
}

#[derive(Debug, Clone, Copy)]
pub struct Due {
    pub time: f64,
    order: u64,
    pub what: Happening,
}

impl Due {
    #[allow(clippy::float_cmp, reason = "what is at the same time, not nearly")]
    fn is_before(&self, other: &Self) -> bool {
        self.time < other.time || (self.time == other.time && self.order < other.order)
    }
}

#[derive(Debug, Default)]
pub struct Agenda {
    heap: Vec<Due>,
    noted: u64,
}

impl Agenda {
    pub fn note(&mut self, time: f64, what: Happening) {
        let due = Due { time, order: self.noted, what };
        self.noted += 1;
        let mut at = self.heap.len();
        self.heap.push(due);
        while at > 0 {
            let parent = (at - 1) >> 1;
            if !due.is_before(&self.heap[parent]) {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = due;
    }

    pub fn take(&mut self) -> Option<Due> {
        let last = self.heap.pop()?;
        let Some(first) = self.heap.first().copied() else { return Some(last) };
        let mut at = 0;
        loop {
            let mut child = 2 * at + 1;
            if child >= self.heap.len() {
                break;
            }
            if child + 1 < self.heap.len() && self.heap[child + 1].is_before(&self.heap[child]) {
                child += 1;
            }
            if !self.heap[child].is_before(&last) {
                break;
            }
            self.heap[at] = self.heap[child];
            at = child;
        }
        self.heap[at] = last;
        Some(first)
    }

    pub fn clear(&mut self) {
        self.heap.clear();
    }
}
