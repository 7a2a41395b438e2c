//! How a number is drawn, as `compiler/simulate/draw.ts` has it: the same kinds by the same numbers.
#![allow(clippy::suboptimal_flops, reason = "a fused operation rounds once where two round twice")]
use crate::elementary::exp;
use crate::random::Random;

/// How a number is drawn.
#[derive(Debug, Clone)]
pub struct Draw {
    kind: u32,
    numbers: Box<[f64]>,
}

impl Draw {
    pub fn new(kind: u32, numbers: &[f64]) -> Self {
        Self { kind, numbers: numbers.into() }
    }

    /// A number drawn.
    ///
    /// # Panics
    /// Of a kind that there is not.
    pub fn draw(&self, random: &mut Random) -> f64 {
        let numbers = &*self.numbers;
        match self.kind {
            0 => numbers[0],
            1 => numbers[0] * random.exponential(),
            2 => numbers[0] + (numbers[1] - numbers[0]) * random.uniform(),
            3 => triangular(numbers[0], numbers[1], numbers[2], random.uniform()),
            4 => {
                let drawn = numbers[0] + numbers[1] * random.normal();
                if drawn > 0.0 { drawn } else { 0.0 }
            }
            5 => exp(numbers[0] + numbers[1] * random.normal()),
            6 => numbers[index(random.below(count(numbers)))],
            7 => numbers[0] + random.below(numbers[1]),
            8 => weighed(&numbers[2..], numbers, random),
            9 => {
                let (upto, of) = numbers[2..].split_at((numbers.len() - 2) / 2);
                of[index(weighed(upto, numbers, random))]
            }
            10 => {
                let mut taken = 0_u32;
                for (route, share) in numbers.iter().enumerate() {
                    if random.uniform() < *share {
                        taken |= 1 << route;
                    }
                }
                f64::from(if taken == 0 { 1 << numbers.len() } else { taken })
            }
            kind => panic!("there is no kind {kind} of draw"),
        }
    }
}

fn triangular(least: f64, likely: f64, most: f64, share: f64) -> f64 {
    #[allow(clippy::float_cmp, reason = "the other side compares as well")]
    let turn = if most == least { 0.0 } else { (likely - least) / (most - least) };
    if share < turn {
        least + (share * (most - least) * (likely - least)).sqrt()
    } else {
        most - ((1.0 - share) * (most - least) * (most - likely)).sqrt()
    }
}

fn weighed(upto: &[f64], numbers: &[f64], random: &mut Random) -> f64 {
    let at = random.uniform() * numbers[0];
    upto.iter().position(|edge| at < *edge).map_or(numbers[1], |found| count(&upto[..found]))
}

#[allow(clippy::cast_precision_loss, reason = "no list is that long")]
const fn count(numbers: &[f64]) -> f64 {
    numbers.len() as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below the length of a list")]
const fn index(of: f64) -> usize {
    of as usize
}
