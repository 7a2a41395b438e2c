//! The logarithm and the exponential, as `compiler/simulate/elementary.ts` has them: the same operations in the same
//! order, so the same bits. After FreeBSD's msun (`e_log.c`, `e_exp.c`; Copyright 1993 and 2004 Sun Microsystems,
//! freely used). No fused multiply-add: Rust makes none by itself, and a clippy lint that asks for it is off.
#![allow(clippy::suboptimal_flops, reason = "a fused operation rounds once where two round twice")]
#![allow(clippy::many_single_char_names, reason = "they are those of the source")]
#![allow(clippy::excessive_precision, reason = "the digits are those of the source, which the other side has as well")]

const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
const TWO_54: f64 = 18_014_398_509_481_984.0;

/// The upper half of the bits.
#[allow(clippy::cast_possible_truncation, reason = "32 bits are left")]
const fn high_word(of: f64) -> i32 {
    (of.to_bits() >> 32).cast_signed() as i32
}

/// The natural logarithm.
pub fn log(of: f64) -> f64 {
    if of.is_nan() || of <= 0.0 || of == f64::INFINITY {
        return if of == 0.0 {
            f64::NEG_INFINITY
        } else if of < 0.0 {
            f64::NAN
        } else {
            of
        };
    }
    let (mut k, mut double) = (0, of);
    if high_word(double) < 0x0010_0000 {
        k = -54;
        double = of * TWO_54;
    }
    let word = high_word(double);
    let high = word & 0xf_ffff;
    let turn = (high + 0x9_5f64) & 0x10_0000;
    k += (word >> 20) - 1023 + (turn >> 20);
    let k = f64::from(k);
    let upper = u64::from((high | (turn ^ 0x3ff0_0000)).cast_unsigned());
    let f = f64::from_bits((upper << 32) | (double.to_bits() & 0xffff_ffff)) - 1.0;
    if (0xf_ffff & (2 + high)) < 3 {
        if f == 0.0 {
            return k * LN2_HIGH + k * LN2_LOW;
        }
        let rest = f * f * (0.5 - 0.333_333_333_333_333_33 * f);
        return if k == 0.0 { f - rest } else { k * LN2_HIGH - ((rest - k * LN2_LOW) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even =
        w * (3.999_999_999_940_941_908e-1 + w * (2.222_219_843_214_978_396e-1 + w * 1.531_383_769_920_937_332e-1));
    let odd = z
        * (6.666_666_666_666_735_130e-1
            + w * (2.857_142_874_366_239_149e-1
                + w * (1.818_357_216_161_805_012e-1 + w * 1.479_819_860_511_658_591e-1)));
    let rest = odd + even;
    if ((high - 0x6_147a) | (0x6_b851 - high)) > 0 {
        let half = 0.5 * f * f;
        return if k == 0.0 {
            f - (half - s * (half + rest))
        } else {
            k * LN2_HIGH - ((half - (s * (half + rest) + k * LN2_LOW)) - f)
        };
    }
    if k == 0.0 { f - s * (f - rest) } else { k * LN2_HIGH - ((s * (f - rest) - k * LN2_LOW) - f) }
}

/// The exponential.
#[allow(clippy::cast_possible_truncation, reason = "within 1,100 of 0")]
pub fn exp(of: f64) -> f64 {
    if of.is_nan() || of <= -745.133_219_101_941_108_420 {
        return if of.is_nan() { of } else { 0.0 };
    }
    if of > 709.782_712_893_383_973_096 {
        return f64::INFINITY;
    }
    let size = of.abs();
    if size < 1.0 / 268_435_456.0 {
        return 1.0 + of;
    }
    let (mut high, mut low, mut k, mut x) = (0.0, 0.0, 0, of);
    if size > 0.346_573_590_279_972_64 {
        let turns = (std::f64::consts::LOG2_E * of + if of < 0.0 { -0.5 } else { 0.5 }).trunc();
        k = turns as i32;
        high = of - turns * LN2_HIGH;
        low = turns * LN2_LOW;
        x = high - low;
    }
    let t = x * x;
    let c = x - t
        * (1.666_666_666_666_660_190_37e-1
            + t * (-2.777_777_777_701_559_338_42e-3
                + t * (6.613_756_321_437_934_361_17e-5
                    + t * (-1.653_390_220_546_525_153_90e-6 + t * 4.138_136_797_057_238_460_39e-8))));
    if k == 0 {
        return 1.0 - ((x * c) / (c - 2.0) - x);
    }
    let y = 1.0 - ((low - (x * c) / (2.0 - c)) - high);
    let half = k >> 1;
    y * power(half) * power(k - half)
}

/// Of two; from -1,022 to 1,023.
fn power(exponent: i32) -> f64 {
    f64::from_bits(u64::from((exponent + 1023).cast_unsigned()) << 52)
}

#[cfg(test)]
mod tests {
    use super::{exp, log};

    /// As in `test/simulation-elementary.test.ts`.
    #[test]
    fn the_bits_are_these_on_every_machine() {
        assert_eq!([0.1, 0.7, 3.0, 1e9].map(|of| format!("{:x}", log(of).to_bits())), LOGARITHMS);
        assert_eq!([0.1, -0.7, 3.0, -9.5].map(|of| format!("{:x}", exp(of).to_bits())), EXPONENTIALS);
    }

    const LOGARITHMS: [&str; 4] = ["c0026bb1bbb55515", "bfd6d3c324e13f50", "3ff193ea7aad030a", "4034b927f32bffb8"];
    const EXPONENTIALS: [&str; 4] = ["3ff1aec7b35a00d4", "3fdfc80db9dd5542", "403415e5bf6fb106", "3f139f38a5498fe2"];

    #[test]
    #[allow(clippy::float_cmp, reason = "these are no roundings")]
    fn the_edges_are_what_they_should_be() {
        assert_eq!([1.0, 0.0, f64::INFINITY].map(log), [0.0, f64::NEG_INFINITY, f64::INFINITY]);
        assert!(log(-1.0).is_nan() && log(f64::NAN).is_nan() && exp(f64::NAN).is_nan());
        assert_eq!([0.0, 710.0, -746.0].map(exp), [1.0, f64::INFINITY, 0.0]);
    }
}
