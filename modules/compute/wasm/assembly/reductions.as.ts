// Four sums side by side, so that no addition waits for the one before it.

/** The upper two numbers in double precision. */
// @ts-ignore: decorator
@inline
function high(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 0));
}

/** Sum of n numbers, in double precision. */
export function sum(x: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  const vectorEnd = x + (<usize>(n & ~7) << 2);
  for (; x < vectorEnd; x += 32) {
    const first = v128.load(x), second = v128.load(x, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(first));
    b = f64x2.add(b, high(first));
    c = f64x2.add(c, f64x2.promote_low_f32x4(second));
    d = f64x2.add(d, high(second));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; x < end; x += 4) total += <f64>load<f32>(x);
  return total;
}

/** out [rows] = the sum of each row of x [rows, width] divided by `divisor`, in double precision. */
export function sumRows(x: usize, out: usize, rows: i32, width: i32, divisor: f64): void {
  const bytes = <usize>width << 2;
  for (const end = out + (<usize>rows << 2); out < end; out += 4, x += bytes) {
    store<f32>(out, <f32>(sum(x, width) / divisor));
  }
}

/** Elements per block of squares that are summed in single precision: 16 in each of 32 lanes. */
const BLOCK: i32 = 512;

/** Sum of the squares of n numbers: of blocks in single precision, of the blocks' sums in double. */
export function squaredNorm(x: usize, n: i32): f64 {
  let total: f64 = 0;
  const blocksEnd = x + (<usize>(n - (n % BLOCK)) << 2);
  const end = x + (<usize>n << 2);
  while (x < blocksEnd) {
    let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (const blockEnd = x + (BLOCK << 2); x < blockEnd; x += 128) {
      a = addSquare(a, x);
      b = addSquare(b, x + 16);
      c = addSquare(c, x + 32);
      d = addSquare(d, x + 48);
      e = addSquare(e, x + 64);
      f = addSquare(f, x + 80);
      g = addSquare(g, x + 96);
      h = addSquare(h, x + 112);
    }
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
    a = f32x4.add(a, e);
    const halves = f64x2.add(f64x2.promote_low_f32x4(a), high(a));
    total += f64x2.extract_lane(halves, 0) + f64x2.extract_lane(halves, 1);
  }
  for (; x < end; x += 4) {
    const value = <f64>load<f32>(x);
    total += value * value;
  }
  return total;
}

/** Elements that are copied before their squares are taken, while they are in the cache. */
const CHUNK: i32 = 4096;

/** out = x, n numbers. Returns the sum of their squares. */
export function copyWithSquaredNorm(x: usize, out: usize, n: i32): f64 {
  let total: f64 = 0;
  for (let from = 0; from < n; from += CHUNK) {
    const count = min(CHUNK, n - from);
    const place = <usize>from << 2;
    memory.copy(out + place, x + place, <usize>count << 2);
    total += squaredNorm(out + place, count);
  }
  return total;
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, x: usize): v128 {
  const values = v128.load(x);
  return f32x4.add(sum, f32x4.mul(values, values));
}
