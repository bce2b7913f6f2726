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
