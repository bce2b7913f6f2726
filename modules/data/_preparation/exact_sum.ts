/** Bits of a limb. */
const LIMB = 2 ** 32;

/** Limbs for every bit of a double, from 2^-1074 to 2^1023, and for carries. */
const LIMBS = 68;

/** Additions after which a limb of 53 bits might lose one: each adds less than 2^32. */
const CARRY_AFTER = 2 ** 20;

/** The unit of {@link ExactSum.total}, as a power of two. */
export const UNIT = -1074;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const [LOW, HIGH] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/**
 * A sum of doubles without rounding: the order of the additions, and how they are shared out, does not matter.
 *
 * @see Neal 2015, "Fast exact summation using small and large superaccumulators", arXiv:1505.05571, section 3: a fixed-point
 * number as wide as the range of a double, whose carries are put off.
 */
export class ExactSum {
  readonly #limbs: Float64Array;
  #added = 0;

  /** @param limbs Limbs of an earlier sum, which are taken over. */
  constructor(limbs: Float64Array = new Float64Array(LIMBS)) {
    this.#limbs = limbs;
  }

  /** Adds a finite number. */
  add(value: number): void {
    double[0] = value;
    const high = words[HIGH as number] as number;
    const low = words[LOW as number] as number;
    const exponent = (high >>> 20) & 0x7ff;
    const top = exponent === 0 ? high & 0xfffff : (high & 0xfffff) | 0x100000;
    const place = exponent === 0 ? 0 : exponent - 1;
    const limb = place >>> 5;
    const shift = place & 31;
    const sign = high >>> 31 === 0 ? 1 : -1;
    const limbs = this.#limbs;
    const carried = shift === 0 ? 0 : low >>> (32 - shift);
    const rest = shift === 0 ? 0 : top >>> (32 - shift);
    limbs[limb] = (limbs[limb] as number) + sign * ((low << shift) >>> 0);
    limbs[limb + 1] = (limbs[limb + 1] as number) + sign * (((top << shift) >>> 0) + carried);
    limbs[limb + 2] = (limbs[limb + 2] as number) + sign * rest;
    this.#added += 1;
    if (this.#added >= CARRY_AFTER) this.#carry();
  }

  /** Adds another sum by its limbs. */
  merge(limbs: Float64Array): void {
    this.#carry();
    for (let at = 0; at < LIMBS; at++) {
      this.#limbs[at] = (this.#limbs[at] as number) + (limbs[at] as number);
    }
    this.#carry();
  }

  /** Returns the limbs, in the one form that this sum has. */
  limbs(): Float64Array {
    this.#carry();
    return this.#limbs;
  }

  /** Returns the sum as a multiple of 2^{@link UNIT}. */
  total(): bigint {
    this.#carry();
    let total = 0n;
    for (let at = LIMBS - 1; at >= 0; at--) {
      total = (total << 32n) + BigInt(this.#limbs[at] as number);
    }
    return total;
  }

  #carry(): void {
    let carry = 0;
    for (let at = 0; at < LIMBS - 1; at++) {
      const limb = (this.#limbs[at] as number) + carry;
      carry = Math.floor(limb / LIMB);
      this.#limbs[at] = limb - carry * LIMB;
    }
    this.#limbs[LIMBS - 1] = (this.#limbs[LIMBS - 1] as number) + carry;
    this.#added = 0;
  }
}

/** Returns a double as a multiple of 2^{@link UNIT}. */
export function exactly(value: number): bigint {
  const sum = new ExactSum();
  sum.add(value);
  return sum.total();
}

/** Returns `numerator / denominator * 2^exponent` as the nearest double. `denominator` is positive. */
export function quotient(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  // 80 bits of quotient: what is cut off cannot move the rounding, other than in a tie to the last bit.
  const shift = bitsOf(magnitude) - bitsOf(denominator) - 80;
  const whole =
    shift > 0
      ? magnitude / (denominator << BigInt(shift))
      : (magnitude << BigInt(-shift)) / denominator;
  const power = shift + exponent;
  const half = Math.trunc(power / 2);
  const value = Number(whole) * 2 ** half * 2 ** (power - half);
  return negative ? -value : value;
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}
