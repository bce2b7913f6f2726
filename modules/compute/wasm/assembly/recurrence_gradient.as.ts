import { activateAll, SIGMOID, slope, TANH } from "./activations.as";
import { GRU, gatesOf, isTaken, LSTM, startWith, times } from "./recurrence.as";
import { addProduct, ROWS } from "./small_products.as";
import { put, take } from "./update_lanes.as";
import { RECURRENCE_GRADIENT, Work } from "./work.as";

// Names of gradients begin with d; d alone is the state that entered the products.

// @ts-ignore: decorator
@inline
function simpleAt(i: usize, four: bool, dh: usize, y: usize, dx: usize, act: i32): void {
  put(dx + i, f32x4.mul(take(dh + i, four), slope(act, take(y + i, four))), four);
}

// @ts-ignore: decorator
@inline
function lstmAt(
  i: usize, four: bool, bytes: usize, dh: usize, dc: usize, shown: usize, cBefore: usize,
  gates: usize, dx: usize, act: i32, gate: i32,
): void {
  const input = take(gates + i, four), forget = take(gates + bytes + i, four);
  const g = take(gates + 2 * bytes + i, four), output = take(gates + 3 * bytes + i, four);
  const above = take(dh + i, four), state = take(shown + i, four);
  const through = f32x4.mul(f32x4.mul(above, output), slope(act, state));
  const dState = f32x4.add(take(dc + i, four), through);
  const before = cBefore == 0 ? f32x4.splat(0) : take(cBefore + i, four);
  put(dx + i, f32x4.mul(f32x4.mul(dState, g), slope(gate, input)), four);
  put(dx + bytes + i, f32x4.mul(f32x4.mul(dState, before), slope(gate, forget)), four);
  put(dx + 2 * bytes + i, f32x4.mul(f32x4.mul(dState, input), slope(act, g)), four);
  put(dx + 3 * bytes + i, f32x4.mul(f32x4.mul(above, state), slope(gate, output)), four);
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

// @ts-ignore: decorator
@inline
function lstmEach(
  bytes: usize, dh: usize, dc: usize, shown: usize, cBefore: usize, gates: usize, dx: usize,
  act: i32, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) lstmAt(i, true, bytes, dh, dc, shown, cBefore, gates, dx, act, gate);
  for (; i < bytes; i += 4) lstmAt(i, false, bytes, dh, dc, shown, cBefore, gates, dx, act, gate);
}

/** With tfjs's own activations. */
function lstmUsual(
  bytes: usize, dh: usize, dc: usize, shown: usize, cBefore: usize, gates: usize, dx: usize,
): void {
  lstmEach(bytes, dh, dc, shown, cBefore, gates, dx, TANH, SIGMOID);
}

function lstmBack(
  bytes: usize, dh: usize, dc: usize, shown: usize, cBefore: usize, gates: usize, dx: usize,
  act: i32, gate: i32,
): void {
  if (act == TANH && gate == SIGMOID) lstmUsual(bytes, dh, dc, shown, cBefore, gates, dx);
  else lstmEach(bytes, dh, dc, shown, cBefore, gates, dx, act, gate);
}

function gruBack(
  bytes: usize, dh: usize, d: usize, gates: usize, dx: usize, dd: usize, rd: usize, act: i32, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) gruAt(i, true, bytes, dh, d, gates, dx, dd, rd, act, gate);
  for (; i < bytes; i += 4) gruAt(i, false, bytes, dh, d, gates, dx, dd, rd, act, gate);
}

function simpleBack(bytes: usize, dh: usize, y: usize, dx: usize, act: i32): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) simpleAt(i, true, dh, y, dx, act);
  for (; i < bytes; i += 4) simpleAt(i, false, dh, y, dx, act);
}

/**
 * Gradients of the gates of one example in one step, as far as the first product.
 *
 * @param shown The activation of an LSTM's cell.
 */
function stepBack(
  cell: i32, bytes: usize, dh: usize, dc: usize, d: usize, y: usize, gates: usize,
  shown: usize, cBefore: usize, dx: usize, dd: usize, rd: usize, act: i32, gate: i32,
): void {
  if (cell == LSTM) lstmBack(bytes, dh, dc, shown, cBefore, gates, dx, act, gate);
  else if (cell == GRU) gruBack(bytes, dh, d, gates, dx, dd, rd, act, gate);
  else simpleBack(bytes, dh, y, dx, act);
}

function resetBack(
  bytes: usize, drd: usize, d: usize, gates: usize, dx: usize, dd: usize, gate: i32,
): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) resetAt(i, true, bytes, drd, d, gates, dx, dd, gate);
  for (; i < bytes; i += 4) resetAt(i, false, bytes, drd, d, gates, dx, dd, gate);
}

/** Gradient of a recurrence, as `TolariaRecurrenceGradient` documents it. A tile is ROWS examples. */
@unmanaged
export class RecurrenceGradientJob extends Work {
  cell: i32;
  /** Addresses, 0 for what is missing; the kernel is transposed, [gates units, units]. */
  dy: usize; dcLast: usize; kernel: usize; y: usize; gates: usize; cells: usize;
  h0: usize; c0: usize; mask: usize; dropout: usize;
  /** The results; `more` is [batch, steps, units] of a GRU, [batch, units] of an LSTM. */
  dx: usize; before: usize; dh0: usize; more: usize;
  /** As many bytes as `recurrenceScratchBytes()` says, or 0 if a thread's own suffice. */
  scratch: usize;
  batch: i32; steps: i32; units: i32;
  /** Activation, and that of the gates. */
  act: i32; gate: i32;
}

/** Fills in a job. */
export function writeRecurrenceGradientJob(
  job: usize, cell: i32, dy: usize, dcLast: usize, kernel: usize, y: usize, gates: usize, cells: usize,
  h0: usize, c0: usize, mask: usize, dropout: usize,
  dx: usize, before: usize, dh0: usize, more: usize, scratch: usize,
  batch: i32, steps: i32, units: i32, act: i32, gate: i32,
): void {
  const to = changetype<RecurrenceGradientJob>(job);
  to.kind = RECURRENCE_GRADIENT;
  to.tiles = (batch + ROWS - 1) / ROWS;
  to.cell = cell; to.dy = dy; to.dcLast = dcLast; to.kernel = kernel; to.y = y;
  to.gates = gates; to.cells = cells; to.h0 = h0; to.c0 = c0; to.mask = mask; to.dropout = dropout;
  to.dx = dx; to.before = before; to.dh0 = dh0; to.more = more; to.scratch = scratch;
  to.batch = batch; to.steps = steps; to.units = units; to.act = act; to.gate = gate;
}

/** Takes all steps of some examples back. */
export function recurrenceGradientTile(job: RecurrenceGradientJob, index: i32, own: usize): void {
  const cell = job.cell, units = job.units, steps = job.steps, act = job.act, gate = job.gate;
  const dy = job.dy, kernel = job.kernel, y = job.y, gates = job.gates, cells = job.cells;
  const c0 = job.c0, mask = job.mask, dropout = job.dropout;
  const dx = job.dx, before = job.before, more = job.more;
  const bytes = <usize>units << 2, wide = bytes * <usize>gatesOf(cell);
  const dh = job.scratch ? job.scratch : own;
  const dc = dh + bytes * ROWS, dd = dc + bytes * ROWS, drd = dd + bytes * ROWS;
  const start = drd + bytes * ROWS;
  const wideSteps = wide * <usize>steps;
  const first = index * ROWS, rows = min(ROWS, job.batch - first);
  memory.fill(dh, 0, bytes * ROWS);
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * bytes, example = <usize>(first + row);
    startWith(job.h0, example, start + at, bytes);
    if (cell == LSTM) startWith(job.dcLast, example, dc + at, bytes);
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
      const c0At = c0 == 0 ? 0 : c0 + example * bytes;
      const cBefore = step > 0 ? cells + narrow - bytes : c0At;
      // Only a GRU uses `drd` for anything else.
      if (cell == LSTM) activateAll(act, cells + narrow, drd + at, bytes);
      stepBack(
        cell, bytes, dh + at, dc + at, d, y + narrow, gates + broad, drd + at, cBefore,
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
    memory.copy(job.dh0 + example * bytes, dh + at, bytes);
    if (cell == LSTM) memory.copy(more + example * bytes, dc + at, bytes);
  }
}
