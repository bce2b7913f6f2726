// Updates of optimizers as jobs. A tile is a part of the vectors.

import { lambStep } from "./lamb.as";
import { adagrad, adamw, descent, lion, rmsprop, sgd } from "./updates.as";
import { UPDATE, Work } from "./work.as";

// As in kernels/updates.ts.
const ADAMW = 0, SGD = 1, DESCENT = 2, RMSPROP = 3, ADAGRAD = 4, LION = 5;

/** Numbers of a tile; as in kernels/updates.ts. */
const AT_ONCE: i32 = 16384;

/** An update of n numbers by a rule, which says what the addresses and the numbers are. */
@unmanaged
export class UpdateJob extends Work {
  rule: i32; n: i32;
  /** Addresses of vectors, 0 for what is missing. */
  a: usize; b: usize; c: usize; d: usize; e: usize; f: usize; g: usize; h: usize; i: usize;
  u: f32; v: f32; w: f32; x: f32; y: f32;
  /** See `takeDecay()`; the stride says whether SGD is Nesterov's, too. */
  decay: usize; stride: i32;
}

/** Fills in a job. */
export function writeUpdateJob(
  job: usize, rule: i32, n: i32,
  a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize, i: usize,
  u: f32, v: f32, w: f32, x: f32, y: f32, decay: usize, stride: i32,
): void {
  const to = changetype<UpdateJob>(job);
  to.kind = UPDATE;
  to.tiles = (n + AT_ONCE - 1) / AT_ONCE;
  to.rule = rule; to.n = n;
  to.a = a; to.b = b; to.c = c; to.d = d; to.e = e; to.f = f; to.g = g; to.h = h; to.i = i;
  to.u = u; to.v = v; to.w = w; to.x = x; to.y = y;
  to.decay = decay; to.stride = stride;
}

// @ts-ignore: decorator
@inline
function moved(address: usize, bytes: usize): usize {
  return address == 0 ? 0 : address + bytes;
}

/** Updates a part. */
export function updateTile(job: UpdateJob, index: i32): void {
  const rule = job.rule, n = min(AT_ONCE, job.n - index * AT_ONCE);
  const at = <usize>(index * AT_ONCE) << 2, stride = job.stride;
  const a = job.a + at, b = job.b + at, c = job.c + at;
  const decay = stride == 0 ? job.decay : moved(job.decay, at);
  if (rule == DESCENT) {
    descent(a, b, c, n, job.u);
    return;
  }
  const d = moved(job.d, at), e = moved(job.e, at), f = moved(job.f, at), g = moved(job.g, at);
  if (rule == ADAMW) adamw(a, b, c, d, e, f, g, n, job.u, job.v, job.w, job.x, job.y, decay, stride);
  else if (rule == SGD) sgd(a, b, c, d, e, n, job.u, job.v, stride);
  else if (rule == RMSPROP) {
    rmsprop(a, b, c, d, e, f, g, moved(job.h, at), moved(job.i, at), n, job.u, job.v, job.w, job.x);
  } else if (rule == ADAGRAD) adagrad(a, b, c, d, e, n, job.u, job.v);
  else if (rule == LION) lion(a, b, c, d, e, n, job.u, job.v, job.w, decay, stride);
  else {
    const sums = job.h + (<usize>index << 4);
    lambStep(a, b, c, d, e, f, g, n, job.u, job.v, job.w, job.x, decay, stride, sums);
  }
}
