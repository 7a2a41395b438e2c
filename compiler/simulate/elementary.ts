/**
 * The logarithm and the exponential by arithmetic that has one result on every machine: + - * / and bits of doubles.
 * `Math.log` and `Math.exp` may differ from engine to engine. After FreeBSD's msun (e_log.c, e_exp.c; Copyright 1993
 * and 2004 Sun Microsystems, freely used), which errs by less than one unit in the last place. `native/bulk` has the
 * same, line by line: change both.
 */
const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0

const LN2_HIGH = 6.93147180369123816490e-1
const LN2_LOW = 1.90821492927058770002e-10

/** The natural logarithm. */
export function log(of: number): number {
  if (!(of > 0) || of === Infinity) return of === 0 ? -Infinity : of < 0 ? NaN : of
  let k = 0
  double[0] = of
  if (words[HIGH]! < 0x00100000) {
    // Subnormal.
    k = -54
    double[0] = of * 2 ** 54
  }
  const high = words[HIGH]! & 0xfffff
  // Into the range from the root of one half to the root of two.
  const turn = (high + 0x95f64) & 0x100000
  k += (words[HIGH]! >> 20) - 1023 + (turn >> 20)
  words[HIGH] = high | (turn ^ 0x3ff00000)
  const f = double[0]! - 1
  if ((0xfffff & (2 + high)) < 3) {
    if (f === 0) return k * LN2_HIGH + k * LN2_LOW
    const rest = f * f * (0.5 - 0.33333333333333333 * f)
    return k === 0 ? f - rest : k * LN2_HIGH - ((rest - k * LN2_LOW) - f)
  }
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1))
  const odd = z * (6.666666666666735130e-1 +
    w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)))
  const rest = odd + even
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const half = 0.5 * f * f
    return k === 0 ? f - (half - s * (half + rest))
      : k * LN2_HIGH - ((half - (s * (half + rest) + k * LN2_LOW)) - f)
  }
  return k === 0 ? f - s * (f - rest) : k * LN2_HIGH - ((s * (f - rest) - k * LN2_LOW) - f)
}

/** The logarithm of one more than `of`, also where that is close to 0 (after Kahan). */
export function logOfOneMore(of: number): number {
  const sum = 1 + of
  return sum === 1 || sum === Infinity ? of : (log(sum) * of) / (sum - 1)
}

/** The exponential. */
export function exp(of: number): number {
  if (!(of > -745.133219101941108420)) return of === of ? 0 : of
  if (of > 709.782712893383973096) return Infinity
  const size = Math.abs(of)
  if (size < 2 ** -28) return 1 + of
  let [high, low, k, x] = [0, 0, 0, of]
  if (size > 0.34657359027997264) {
    k = Math.trunc(1.44269504088896338700 * of + (of < 0 ? -0.5 : 0.5))
    high = of - k * LN2_HIGH
    low = k * LN2_LOW
    x = high - low
  }
  const t = x * x
  const c = x - t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 +
    t * (6.61375632143793436117e-5 + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))))
  if (k === 0) return 1 - ((x * c) / (c - 2) - x)
  const y = 1 - ((low - (x * c) / (2 - c)) - high)
  // In two factors, since one alone may be too large or too small for a double.
  const half = k >> 1
  return y * power(half) * power(k - half)
}

/** Of two; from -1,022 to 1,023. */
function power(exponent: number): number {
  words[HIGH] = (exponent + 1023) << 20
  words[1 - HIGH] = 0
  return double[0]!
}
