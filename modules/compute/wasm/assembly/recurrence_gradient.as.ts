import { activate, slope } from "./activations.as";
import { GRU, gatesOf, isTaken, LSTM, startWith, times } from "./recurrence.as";
import { addProduct, ROWS } from "./small_products.as";
import { put, take } from "./update_lanes.as";

// Names of gradients begin with d; d alone is the state that entered the products.

// @ts-ignore: decorator
@inline
function simpleAt(i: usize, four: bool, dh: usize, y: usize, dx: usize, act: i32): void {
  put(dx + i, f32x4.mul(take(dh + i, four), slope(act, take(y + i, four))), four);
}

// @ts-ignore: decorator
@inline
function lstmAt(
  i: usize, four: bool, bytes: usize, dh: usize, dc: usize, c: usize, cBefore: usize,
  gates: usize, dx: usize, act: i32, gate: i32,
): void {
  const input = take(gates + i, four), forget = take(gates + bytes + i, four);
  const g = take(gates + 2 * bytes + i, four), output = take(gates + 3 * bytes + i, four);
  const shown = activate(act, take(c + i, four)), above = take(dh + i, four);
  const through = f32x4.mul(f32x4.mul(above, output), slope(act, shown));
  const dState = f32x4.add(take(dc + i, four), through);
  const before = cBefore == 0 ? f32x4.splat(0) : take(cBefore + i, four);
  put(dx + i, f32x4.mul(f32x4.mul(dState, g), slope(gate, input)), four);
  put(dx + bytes + i, f32x4.mul(f32x4.mul(dState, before), slope(gate, forget)), four);
  put(dx + 2 * bytes + i, f32x4.mul(f32x4.mul(dState, input), slope(act, g)), four);
  put(dx + 3 * bytes + i, f32x4.mul(f32x4.mul(above, shown), slope(gate, output)), four);
  put(dc + i, f32x4.mul(dState, forget), four);
}

/** The gradients of the candidate and, but for its slope, of the update gate; what passes it by. */
// @ts-ignore: decorator
@inline
function gruAt(
  i: usize, four: bool, bytes: usize, dh: usize, d: usize, gates: usize, dx: usize, dd: usize,
  rd: usize, act: i32, gate: i32,
): void {
  const u = take(gates + i, four), r = take(gates + bytes + i, four);
  const n = take(gates + 2 * bytes + i, four);
  const above = take(dh + i, four), state = take(d + i, four);
  const dUpdate = f32x4.mul(above, f32x4.sub(state, n));
  put(dx + i, f32x4.mul(dUpdate, slope(gate, u)), four);
  const fresh = f32x4.mul(above, f32x4.sub(f32x4.splat(1), u));
  put(dx + 2 * bytes + i, f32x4.mul(fresh, slope(act, n)), four);
  put(dd + i, f32x4.mul(above, u), four);
  put(rd + i, f32x4.mul(r, state), four);
}

/** The gradient of the reset gate, from that of the state after it. */
// @ts-ignore: decorator
@inline
function resetAt(
  i: usize, four: bool, bytes: usize, drd: usize, d: usize, gates: usize, dx: usize, dd: usize,
  gate: i32,
): void {
  const r = take(gates + bytes + i, four), below = take(drd + i, four);
  const dReset = f32x4.mul(below, take(d + i, four));
  put(dx + bytes + i, f32x4.mul(dReset, slope(gate, r)), four);
  put(dd + i, f32x4.add(take(dd + i, four), f32x4.mul(below, r)), four);
}

function add(x: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(x + i));
}

/** Gradients of the gates of one example in one step, as far as the first product. */
function stepBack(
  cell: i32, bytes: usize, dh: usize, dc: usize, d: usize, y: usize, gates: usize,
  c: usize, cBefore: usize, dx: usize, dd: usize, rd: usize, act: i32, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  if (cell == LSTM) {
    for (; i < whole; i += 16) lstmAt(i, true, bytes, dh, dc, c, cBefore, gates, dx, act, gate);
    for (; i < bytes; i += 4) lstmAt(i, false, bytes, dh, dc, c, cBefore, gates, dx, act, gate);
  } else if (cell == GRU) {
    for (; i < whole; i += 16) gruAt(i, true, bytes, dh, d, gates, dx, dd, rd, act, gate);
    for (; i < bytes; i += 4) gruAt(i, false, bytes, dh, d, gates, dx, dd, rd, act, gate);
  } else {
    for (; i < whole; i += 16) simpleAt(i, true, dh, y, dx, act);
    for (; i < bytes; i += 4) simpleAt(i, false, dh, y, dx, act);
  }
}

function resetBack(
  bytes: usize, drd: usize, d: usize, gates: usize, dx: usize, dd: usize, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) resetAt(i, true, bytes, drd, d, gates, dx, dd, gate);
  for (; i < bytes; i += 4) resetAt(i, false, bytes, drd, d, gates, dx, dd, gate);
}

/**
 * Gradient of {@link recurrence}, as `TolariaRecurrenceGradient` documents it; what is missing is at
 * address 0.
 *
 * @param kernel Transposed, [gates units, units].
 * @param more [batch, steps, units] of a GRU, [batch, units] of an LSTM.
 * @param scratch As many bytes as {@link recurrenceScratchBytes} says.
 */
export function recurrenceGradient(
  cell: i32, dy: usize, dcLast: usize, kernel: usize, y: usize, gates: usize, cells: usize,
  h0: usize, c0: usize, mask: usize, dropout: usize,
  dx: usize, before: usize, dh0: usize, more: usize, scratch: usize,
  batch: i32, steps: i32, units: i32, act: i32, gate: i32,
): void {
  const bytes = <usize>units << 2, wide = bytes * <usize>gatesOf(cell);
  const dh = scratch, dc = dh + bytes * ROWS, dd = dc + bytes * ROWS, drd = dd + bytes * ROWS;
  const start = drd + bytes * ROWS;
  const wideSteps = wide * <usize>steps;
  for (let first = 0; first < batch; first += ROWS) {
    const rows = min(ROWS, batch - first);
    memory.fill(dh, 0, bytes * ROWS);
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * bytes, example = <usize>(first + row);
      startWith(h0, example, start + at, bytes);
      if (cell == LSTM) startWith(dcLast, example, dc + at, bytes);
    }
    for (let step = steps - 1; step >= 0; step--) {
      memory.fill(dd, 0, 2 * bytes * ROWS);
      for (let row = 0; row < rows; row++) {
        const at = <usize>row * bytes, example = <usize>(first + row);
        const place = example * <usize>steps + <usize>step;
        const narrow = place * bytes, broad = place * wide;
        const h = step > 0 ? y + narrow - bytes : start + at;
        const d = before + narrow;
        times(h, dropout == 0 ? 0 : dropout + example * bytes, d, bytes);
        add(dy + narrow, dh + at, bytes);
        if (!isTaken(mask, place)) {
          memory.fill(dx + broad, 0, wide);
          if (cell == GRU) memory.fill(more + narrow, 0, bytes);
          continue;
        }
        const first = c0 == 0 ? 0 : c0 + example * bytes;
        const cBefore = step > 0 ? cells + narrow - bytes : first;
        stepBack(
          cell, bytes, dh + at, dc + at, d, y + narrow, gates + broad, cells + narrow, cBefore,
          dx + broad, dd + at, more + narrow, act, gate,
        );
      }
      const top = dx + (<usize>first * <usize>steps + <usize>step) * wide;
      let depth = gatesOf(cell) * units;
      if (cell == GRU) {
        const ofCandidate = kernel + 2 * bytes * <usize>units;
        addProduct(top + 2 * bytes, wideSteps, ofCandidate, bytes, drd, bytes, rows, units, units);
        for (let row = 0; row < rows; row++) {
          const place = <usize>(first + row) * <usize>steps + <usize>step;
          const at = <usize>row * bytes;
          if (!isTaken(mask, place)) continue;
          resetBack(
            bytes, drd + at, before + place * bytes, gates + place * wide, dx + place * wide,
            dd + at, gate,
          );
        }
        depth = 2 * units;
      }
      addProduct(top, wideSteps, kernel, bytes, dd, bytes, rows, depth, units);
      for (let row = 0; row < rows; row++) {
        const at = <usize>row * bytes, example = <usize>(first + row);
        // A step that was skipped hands its state on as it is.
        if (!isTaken(mask, example * <usize>steps + <usize>step)) continue;
        times(dd + at, dropout == 0 ? 0 : dropout + example * bytes, dh + at, bytes);
      }
    }
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * bytes, example = <usize>(first + row);
      memory.copy(dh0 + example * bytes, dh + at, bytes);
      if (cell == LSTM) memory.copy(more + example * bytes, dc + at, bytes);
    }
  }
}
