//! When cases come: one sequence for all of them, which a part of the cases enters where the part before leaves it.
use knhk_pool::Token;

use crate::draw::Draw;
use crate::plan::Plan;
use crate::random::Random;

/// When the next case comes, and those after it.
#[derive(Debug, Clone)]
pub struct Arrivals {
    time: f64,
    random: Random,
}

impl Arrivals {
    pub fn new(plan: &Plan) -> Self {
        Self { time: 0.0, random: Random::new(plan.seed, u32::MAX) }
    }

    /// When one comes; the next is asked for after that.
    pub fn next(&mut self, draw: &Draw) -> f64 {
        let now = self.time;
        self.time += draw.draw(&mut self.random);
        now
    }
}

/// For each part of the cases: as many as there are until it is called off.
pub fn comings(plan: &Plan, part: usize, token: &Token) -> Vec<Arrivals> {
    let mut arrivals = Arrivals::new(plan);
    let parts = plan.total.div_ceil(part as u64);
    (0..parts)
        .take_while(|_| !token.is_cancelled())
        .map(|_| {
            let first = arrivals.clone();
            (0..part).for_each(|_| {
                arrivals.next(&plan.arrival);
            });
            first
        })
        .collect()
}
