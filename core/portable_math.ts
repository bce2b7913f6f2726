// ECMAScript leaves the last bits of Math.cos and of ** to the runtime, and Bun's differ from Deno's. What
// weights follow from is made of +, - and * here, which IEEE 754 fixes to the bit.

/** Coefficients of sin(x) = x + x^3 (S[0] + S[1] x^2 + ...) on [-pi/4, pi/4]. */
const S: readonly number[] = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6,
  -2.5050760253406863e-8, 1.58969099521155e-10,
];

/** Coefficients of cos(x) = 1 - x^2 / 2 + x^4 (C[0] + C[1] x^2 + ...) on [-pi/4, pi/4]. */
const C: readonly number[] = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
];

/**
 * cos(pi x), the same on every runtime; within 3e-16 of the true value.
 *
 * @param x From 0 to 1.
 * @see Sun Microsystems 1993, fdlibm 5.3, `k_sin.c` and `k_cos.c`.
 */
export function cosOfPi(x: number): number {
  if (x <= 0.25) return cosine(Math.PI * x);
  // Both differences are exact.
  return x < 0.75 ? sine(Math.PI * (0.5 - x)) : -cosine(Math.PI * (1 - x));
}

/**
 * `base` to the power of `exponent` by repeated squaring, the same on every runtime.
 *
 * @param exponent A whole number of at least 0.
 */
export function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}

/**
 * `base` to the power of `exponent`, the same on every runtime; to 15 digits for exponents of up to a thousand.
 *
 * @param base At least 0.
 * @param exponent At least 0.
 */
export function realPower(base: number, exponent: number): number {
  const whole = Math.floor(exponent);
  const rest = exponent - whole;
  if (rest === 0) return wholePower(base, whole);
  return base === 0 ? 0 : wholePower(base, whole) * exponential(rest * logarithm(base));
}

/** Splits ln 2: the first part times a whole number of at most 11 bits is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Coefficients of log((1 + s) / (1 - s)) = 2 s + s (L[0] s^2 + L[1] s^4 + ...), |s| up to 0.1716. */
const L: readonly number[] = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784,
  0.1818357216161805, 0.15313837699209373, 0.14798198605116586,
];

/** Coefficients of r (exp(r) + 1) / (exp(r) - 1) = 2 + P[0] r^2 + P[1] r^4 + ..., |r| up to ln 2 / 2. */
const P: readonly number[] = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6,
  4.1381367970572385e-8,
];

/** The natural logarithm of `x` > 0, the same on every runtime; fdlibm's `e_log.c`. */
export function logarithm(x: number): number {
  let [mantissa, k] = [x, 0];
  for (; mantissa > Math.SQRT2; mantissa /= 2) k += 1;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) k -= 1;
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  return k * LN2_HIGH - (s * (f - z * polynomial(L, z)) - k * LN2_LOW - f);
}

/** e to the power of `x`, |x| below 700; fdlibm's `e_exp.c`. */
function exponential(x: number): number {
  const k = Math.floor(x / Math.LN2 + 0.5);
  const [high, low] = [x - k * LN2_HIGH, k * LN2_LOW];
  const r = high - low;
  const t = r * r;
  const c = r - t * polynomial(P, t);
  const scaled = 1 - (low - (r * c) / (2 - c) - high);
  return scaled * wholePower(k < 0 ? 0.5 : 2, Math.abs(k));
}

function sine(x: number): number {
  const z = x * x;
  return x + x * z * polynomial(S, z);
}

function cosine(x: number): number {
  const z = x * x;
  return 1 - (0.5 * z - z * z * polynomial(C, z));
}

/** Horner's scheme. */
function polynomial(coefficients: readonly number[], z: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * z + coefficient, 0);
}
