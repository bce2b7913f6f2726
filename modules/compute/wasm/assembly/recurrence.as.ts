import { activate } from "./activations.as";
import { addProduct, ROWS } from "./small_products.as";
import { put, take } from "./update_lanes.as";

// As in _shared/kernels/recurrence_codes.ts.
export const GRU = 1, LSTM = 2;

// Examples are independent, so a few at a time go through all steps, with their states and the
// recurrent kernel in the cache.

/** Gates of a cell. */
// @ts-ignore: decorator
@inline
export function gatesOf(cell: i32): i32 {
  return cell == LSTM ? 4 : cell == GRU ? 3 : 1;
}

/** Bytes of scratch memory that a recurrence or its gradient needs. */
export function recurrenceScratchBytes(cell: i32, units: i32): i32 {
  return ((gatesOf(cell) + 5) * ROWS * units) << 2;
}

/** Whether a step is taken. */
// @ts-ignore: decorator
@inline
export function isTaken(mask: usize, step: usize): bool {
  return mask == 0 || load<f32>(mask + (step << 2)) != 0;
}

/** to = x y, or x if y is at address 0; `bytes` of numbers. */
export function times(x: usize, y: usize, to: usize, bytes: usize): void {
  if (y == 0) {
    memory.copy(to, x, bytes);
    return;
  }
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(to + i, f32x4.mul(v128.load(x + i), v128.load(y + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(x + i) * load<f32>(y + i));
}

/** The row of a state, or zeros if there is none. */
// @ts-ignore: decorator
@inline
export function startWith(state: usize, row: usize, to: usize, bytes: usize): void {
  if (state == 0) memory.fill(to, 0, bytes);
  else memory.copy(to, state + row * bytes, bytes);
}

// @ts-ignore: decorator
@inline
function simpleAt(i: usize, four: bool, z: usize, h: usize, act: i32): void {
  put(h + i, activate(act, take(z + i, four)), four);
}

/** The update and reset gates, in place, and the state after the reset. */
// @ts-ignore: decorator
@inline
function resetAt(i: usize, four: bool, z: usize, bytes: usize, d: usize, rd: usize, gate: i32): void {
  const update = z + i, reset = update + bytes;
  put(update, activate(gate, take(update, four)), four);
  const r = activate(gate, take(reset, four));
  put(reset, r, four);
  put(rd + i, f32x4.mul(r, take(d + i, four)), four);
}

// @ts-ignore: decorator
@inline
function gruAt(i: usize, four: bool, z: usize, bytes: usize, d: usize, h: usize, act: i32): void {
  const u = take(z + i, four), place = z + 2 * bytes + i;
  const n = activate(act, take(place, four));
  put(place, n, four);
  const kept = f32x4.mul(u, take(d + i, four));
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), u), n);
  put(h + i, f32x4.add(kept, fresh), four);
}

// @ts-ignore: decorator
@inline
function lstmAt(
  i: usize, four: bool, z: usize, bytes: usize, h: usize, c: usize, act: i32, gate: i32,
): void {
  const atI = z + i, atF = atI + bytes, atG = atF + bytes, atO = atG + bytes;
  const input = activate(gate, take(atI, four)), forget = activate(gate, take(atF, four));
  const g = activate(act, take(atG, four)), output = activate(gate, take(atO, four));
  put(atI, input, four);
  put(atF, forget, four);
  put(atG, g, four);
  put(atO, output, four);
  const state = f32x4.add(f32x4.mul(forget, take(c + i, four)), f32x4.mul(input, g));
  put(c + i, state, four);
  put(h + i, f32x4.mul(output, activate(act, state)), four);
}

/** Takes a step of one example: from what its gates add up to, in place, to its states. */
function finishStep(
  cell: i32, z: usize, d: usize, h: usize, c: usize, bytes: usize, act: i32, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  if (cell == LSTM) {
    for (; i < whole; i += 16) lstmAt(i, true, z, bytes, h, c, act, gate);
    for (; i < bytes; i += 4) lstmAt(i, false, z, bytes, h, c, act, gate);
  } else if (cell == GRU) {
    for (; i < whole; i += 16) gruAt(i, true, z, bytes, d, h, act);
    for (; i < bytes; i += 4) gruAt(i, false, z, bytes, d, h, act);
  } else {
    for (; i < whole; i += 16) simpleAt(i, true, z, h, act);
    for (; i < bytes; i += 4) simpleAt(i, false, z, h, act);
  }
}

function reset(z: usize, bytes: usize, d: usize, rd: usize, gate: i32): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) resetAt(i, true, z, bytes, d, rd, gate);
  for (; i < bytes; i += 4) resetAt(i, false, z, bytes, d, rd, gate);
}

/**
 * All steps of a sequence, as `TolariaRecurrence` documents it; what is missing is at address 0.
 *
 * @param x [batch, steps, gates units].
 * @param scratch As many bytes as {@link recurrenceScratchBytes} says.
 * @param act Activation, and `gate` that of the gates.
 */
export function recurrence(
  cell: i32, x: usize, kernel: usize, h0: usize, c0: usize, mask: usize, dropout: usize,
  y: usize, gates: usize, cells: usize, scratch: usize,
  batch: i32, steps: i32, units: i32, act: i32, gate: i32,
): void {
  const bytes = <usize>units << 2, wide = bytes * <usize>gatesOf(cell);
  const z = scratch, d = z + wide * ROWS, rd = d + bytes * ROWS;
  const h = rd + bytes * ROWS, c = h + bytes * ROWS;
  for (let first = 0; first < batch; first += ROWS) {
    const rows = min(ROWS, batch - first);
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * bytes, example = <usize>(first + row);
      startWith(h0, example, h + at, bytes);
      if (cell == LSTM) startWith(c0, example, c + at, bytes);
    }
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < rows; row++) {
        const example = <usize>(first + row), at = <usize>row * bytes;
        const place = example * <usize>steps + <usize>step;
        memory.copy(z + <usize>row * wide, x + place * wide, wide);
        times(h + at, dropout == 0 ? 0 : dropout + example * bytes, d + at, bytes);
      }
      const columns = cell == GRU ? 2 * units : gatesOf(cell) * units;
      addProduct(d, bytes, kernel, wide, z, wide, rows, units, columns);
      if (cell == GRU) {
        for (let row = 0; row < rows; row++) {
          const at = <usize>row * bytes;
          reset(z + <usize>row * wide, bytes, d + at, rd + at, gate);
        }
        addProduct(rd, bytes, kernel + 2 * bytes, wide, z + 2 * bytes, wide, rows, units, units);
      }
      for (let row = 0; row < rows; row++) {
        const at = <usize>row * bytes, zAt = z + <usize>row * wide;
        const place = <usize>(first + row) * <usize>steps + <usize>step;
        if (isTaken(mask, place)) finishStep(cell, zAt, d + at, h + at, c + at, bytes, act, gate);
        memory.copy(y + place * bytes, h + at, bytes);
        if (gates != 0) memory.copy(gates + place * wide, zAt, wide);
        if (cells != 0) memory.copy(cells + place * bytes, c + at, bytes);
      }
    }
  }
}
