import { activateAll } from "./activations.as";
import { addProduct, ROWS } from "./small_products.as";
import { put, take } from "./update_lanes.as";
import { RECURRENCE, Work } from "./work.as";

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
function gruAt(i: usize, four: bool, z: usize, bytes: usize, d: usize, h: usize): void {
  const u = take(z + i, four), n = take(z + 2 * bytes + i, four);
  const kept = f32x4.mul(u, take(d + i, four));
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), u), n);
  put(h + i, f32x4.add(kept, fresh), four);
}

/** The new state of a GRU, from its gates. */
function mixGru(z: usize, d: usize, h: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) gruAt(i, true, z, bytes, d, h);
  for (; i < bytes; i += 4) gruAt(i, false, z, bytes, d, h);
}

// @ts-ignore: decorator
@inline
function lstmAt(i: usize, four: bool, z: usize, bytes: usize, c: usize): void {
  const input = take(z + i, four), forget = take(z + bytes + i, four), g = take(z + 2 * bytes + i, four);
  put(c + i, f32x4.add(f32x4.mul(forget, take(c + i, four)), f32x4.mul(input, g)), four);
}

/** The new cell of an LSTM, from its gates. */
function mixLstm(z: usize, c: usize, bytes: usize): void {
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) lstmAt(i, true, z, bytes, c);
  for (; i < bytes; i += 4) lstmAt(i, false, z, bytes, c);
}

/** Takes a step of one example: from what its gates add up to, in place, to its states. */
function finishStep(
  cell: i32, z: usize, d: usize, h: usize, c: usize, bytes: usize, act: i32, gate: i32,
): void {
  if (cell == LSTM) {
    activateAll(gate, z, z, 2 * bytes);
    activateAll(act, z + 2 * bytes, z + 2 * bytes, bytes);
    activateAll(gate, z + 3 * bytes, z + 3 * bytes, bytes);
    mixLstm(z, c, bytes);
    activateAll(act, c, h, bytes);
    times(h, z + 3 * bytes, h, bytes);
  } else if (cell == GRU) {
    activateAll(act, z + 2 * bytes, z + 2 * bytes, bytes);
    mixGru(z, d, h, bytes);
  } else {
    activateAll(act, z, h, bytes);
  }
}

/** The update and reset gates, in place, and the state after the reset. */
function reset(z: usize, bytes: usize, d: usize, rd: usize, gate: i32): void {
  activateAll(gate, z, z, 2 * bytes);
  times(z + bytes, d, rd, bytes);
}

/** All steps of a batch of sequences, as `TolariaRecurrence` documents it. A tile is ROWS examples. */
@unmanaged
export class RecurrenceJob extends Work {
  cell: i32;
  /** Addresses, 0 for what is missing: of x [batch, steps, gates units] and the results. */
  x: usize; kernel: usize; h0: usize; c0: usize; mask: usize; dropout: usize;
  y: usize; gates: usize; cells: usize;
  /** As many bytes as {@link recurrenceScratchBytes} says, or 0 if a thread's own suffice. */
  scratch: usize;
  batch: i32; steps: i32; units: i32;
  /** Activation, and that of the gates. */
  act: i32; gate: i32;
}

/** Fills in a job. */
export function writeRecurrenceJob(
  job: usize, cell: i32, x: usize, kernel: usize, h0: usize, c0: usize, mask: usize, dropout: usize,
  y: usize, gates: usize, cells: usize, scratch: usize,
  batch: i32, steps: i32, units: i32, act: i32, gate: i32,
): void {
  const to = changetype<RecurrenceJob>(job);
  to.kind = RECURRENCE;
  to.tiles = (batch + ROWS - 1) / ROWS;
  to.cell = cell; to.x = x; to.kernel = kernel; to.h0 = h0; to.c0 = c0;
  to.mask = mask; to.dropout = dropout; to.y = y; to.gates = gates; to.cells = cells;
  to.scratch = scratch;
  to.batch = batch; to.steps = steps; to.units = units; to.act = act; to.gate = gate;
}

/** Takes all steps of some examples. */
export function recurrenceTile(job: RecurrenceJob, index: i32, own: usize): void {
  const cell = job.cell, units = job.units, steps = job.steps, act = job.act, gate = job.gate;
  const kernel = job.kernel, dropout = job.dropout, gates = job.gates, cells = job.cells;
  const bytes = <usize>units << 2, wide = bytes * <usize>gatesOf(cell);
  const z = job.scratch ? job.scratch : own, d = z + wide * ROWS, rd = d + bytes * ROWS;
  const h = rd + bytes * ROWS, c = h + bytes * ROWS;
  const first = index * ROWS, rows = min(ROWS, job.batch - first);
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * bytes, example = <usize>(first + row);
    startWith(job.h0, example, h + at, bytes);
    if (cell == LSTM) startWith(job.c0, example, c + at, bytes);
  }
  for (let step = 0; step < steps; step++) {
    for (let row = 0; row < rows; row++) {
      const example = <usize>(first + row), at = <usize>row * bytes;
      const place = example * <usize>steps + <usize>step;
      memory.copy(z + <usize>row * wide, job.x + place * wide, wide);
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
      if (isTaken(job.mask, place)) finishStep(cell, zAt, d + at, h + at, c + at, bytes, act, gate);
      memory.copy(job.y + place * bytes, h + at, bytes);
      if (gates != 0) memory.copy(gates + place * wide, zAt, wide);
      if (cells != 0) memory.copy(cells + place * bytes, c + at, bytes);
    }
  }
}
