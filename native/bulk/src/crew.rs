//! The people of a role, as `compiler/simulate/crew.ts` has them.
use std::collections::VecDeque;

use crate::case::Place;

#[derive(Debug)]
pub struct Crew {
    /// Infinite: as many as are wanted.
    pub people: f64,
    busy: f64,
    waiting: f64,
    changed: f64,
    queue: VecDeque<Place>,
    pub counts: CrewCounts,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct CrewCounts {
    pub busy_time: f64,
    pub waiting_time: f64,
    pub waiting_most: f64,
}

impl Crew {
    pub const fn new(people: f64) -> Self {
        let counts = CrewCounts { busy_time: 0.0, waiting_time: 0.0, waiting_most: 0.0 };
        Self { people, busy: 0.0, waiting: 0.0, changed: 0.0, queue: VecDeque::new(), counts }
    }

    pub const fn is_limited(&self) -> bool {
        self.people < f64::INFINITY
    }

    pub fn is_free(&self) -> bool {
        self.busy < self.people && self.waiting == 0.0
    }

    pub fn take(&mut self, now: f64) {
        self.count(now);
        self.busy += 1.0;
    }

    pub fn release(&mut self, now: f64) {
        self.count(now);
        self.busy -= 1.0;
    }

    pub fn wait(&mut self, place: Place, now: f64) {
        self.count(now);
        self.queue.push_back(place);
        self.waiting += 1.0;
    }

    pub fn leave(&mut self, now: f64) {
        self.count(now);
        self.waiting -= 1.0;
    }

    /// The first in the queue, if somebody is free; it may have left.
    pub fn next(&mut self) -> Option<Place> {
        if self.busy >= self.people { None } else { self.queue.pop_front() }
    }

    /// Forgets what was before: the warm-up is over.
    pub fn begin(&mut self, now: f64) {
        self.count(now);
        self.counts = CrewCounts::default();
    }

    #[allow(clippy::suboptimal_flops, reason = "a fused operation rounds once where two round twice")]
    fn count(&mut self, now: f64) {
        self.counts.busy_time += self.busy * (now - self.changed);
        self.counts.waiting_time += self.waiting * (now - self.changed);
        if now > self.changed && self.waiting > self.counts.waiting_most {
            self.counts.waiting_most = self.waiting;
        }
        self.changed = now;
    }
}
