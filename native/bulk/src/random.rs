//! Random numbers, as `compiler/simulate/random.ts` has them.
use crate::elementary::log;

const STEPS: f64 = 9_007_199_254_740_992.0;

/// sfc32 (Chris Doty-Humphrey, `PractRand`), seeded by two numbers.
#[derive(Debug, Clone)]
pub struct Random {
    a: u32,
    b: u32,
    c: u32,
    counter: u32,
}

impl Random {
    /// `stream` tells sequences of one seed apart: the number of a case.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the lower and the upper half")]
    pub fn new(seed: i64, stream: u32) -> Self {
        let mut random = Self { a: seed as u32, b: (seed >> 32) as u32, c: stream, counter: 1 };
        for _ in 0..15 {
            random.next();
        }
        random
    }

    /// From 0 to below 1, in steps of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        let high = f64::from(self.next() >> 5);
        let low = f64::from(self.next() >> 6);
        #[allow(clippy::suboptimal_flops, reason = "both are whole: nothing is rounded")]
        let whole = high * 67_108_864.0 + low;
        whole / STEPS
    }

    /// With mean 1.
    pub fn exponential(&mut self) -> f64 {
        0.0 - log(1.0 - self.uniform())
    }

    /// With mean 0 and deviation 1.
    #[allow(clippy::suboptimal_flops, reason = "a fused operation rounds once where two round twice")]
    pub fn normal(&mut self) -> f64 {
        loop {
            let x = 2.0 * self.uniform() - 1.0;
            let y = 2.0 * self.uniform() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * ((-2.0 * log(square)) / square).sqrt();
            }
        }
    }

    /// A whole number from 0 to below `count`.
    pub fn below(&mut self, count: f64) -> f64 {
        (self.uniform() * count).floor()
    }

    const fn next(&mut self) -> u32 {
        let sum = self.a.wrapping_add(self.b).wrapping_add(self.counter);
        self.counter = self.counter.wrapping_add(1);
        self.a = self.b ^ (self.b >> 9);
        self.b = self.c.wrapping_add(self.c << 3);
        self.c = self.c.rotate_left(21).wrapping_add(sum);
        sum
    }
}
