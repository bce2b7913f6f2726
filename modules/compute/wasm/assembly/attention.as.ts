// Multi-head attention and its gradient (Vaswani et al., 2017, arXiv:1706.03762, section 3.2). A tile is a head of a
// sequence, which no other reads or writes.
//
// T = queries, S = keys, K = numbers of a head

import { exponentials, largest } from "./cross_entropy.as";
import { LOWER, product, SCORES, UPPER } from "./band.as";
import { softmaxGradientRow } from "./softmax_gradient.as";
import { ATTENTION, ATTENTION_GRADIENT, Work } from "./work.as";

/** Attention of [batch, T, heads K] to [batch, S, heads K], or its gradient. */
@unmanaged
export class AttentionJob extends Work {
  /** Addresses. */
  q: usize; k: usize; v: usize;
  /** [batch, heads, T, S]. */
  weights: usize;
  /** The result, or in the gradient what is above it. */
  y: usize;
  /** In the gradient: room for the scores' gradient, [batch, heads, T, S], and the results. */
  scores: usize; dq: usize; dk: usize; dv: usize;
  queries: i32; keys: i32; heads: i32; depth: i32;
  /** Query t attends to keys s <= t + lead. */
  lead: i32;
}

/** Fills in a job; it is the gradient's if there is room for scores. */
export function writeAttentionJob(
  job: usize, q: usize, k: usize, v: usize, weights: usize, y: usize,
  scores: usize, dq: usize, dk: usize, dv: usize,
  batch: i32, queries: i32, keys: i32, heads: i32, depth: i32, lead: i32,
): void {
  const to = changetype<AttentionJob>(job);
  to.kind = scores ? ATTENTION_GRADIENT : ATTENTION;
  to.tiles = batch * heads;
  to.q = q; to.k = k; to.v = v; to.weights = weights; to.y = y;
  to.scores = scores; to.dq = dq; to.dk = dk; to.dv = dv;
  to.queries = queries; to.keys = keys; to.heads = heads; to.depth = depth; to.lead = lead;
}

/** Computes a head. */
export function attentionTile(job: AttentionJob, index: i32, scratch: usize): void {
  const queries = job.queries, keys = job.keys, depth = job.depth, lead = job.lead;
  const row = rowBytes(job), wide = <usize>keys << 2;
  const asking = placeOf(job, index, queries), asked = placeOf(job, index, keys);
  const weights = job.weights + <usize>(index * queries) * wide;
  product(job.q + asking, row, 4, job.k + asked, 4, row, weights, wide, queries, keys, depth, SCORES, lead, scratch);
  const scale = scaleOf(job);
  for (let t = 0; t < queries; t++) softmaxRow(weights + <usize>t * wide, min(keys, t + lead + 1), keys, scale);
  product(weights, wide, 4, job.v + asked, row, 4, job.y + asking, row, queries, depth, keys, LOWER, lead, scratch);
}

/** Computes the gradient of a head. */
export function attentionGradientTile(job: AttentionJob, index: i32, scratch: usize): void {
  const queries = job.queries, keys = job.keys, depth = job.depth, lead = job.lead;
  const row = rowBytes(job), wide = <usize>keys << 2;
  const asking = placeOf(job, index, queries), asked = placeOf(job, index, keys);
  const matrix = <usize>(index * queries) * wide;
  const weights = job.weights + matrix, scores = job.scores + matrix, above = job.y + asking;
  product(weights, 4, wide, above, row, 4, job.dv + asked, row, keys, depth, queries, UPPER, lead, scratch);
  product(above, row, 4, job.v + asked, 4, row, scores, wide, queries, keys, depth, SCORES, lead, scratch);
  const scale = scaleOf(job);
  for (let t = 0; t < queries; t++) {
    const at = <usize>t * wide, seen = min(keys, t + lead + 1);
    softmaxGradientRow(scores + at, weights + at, scores + at, seen, scale);
    memory.fill(scores + at + (<usize>seen << 2), 0, <usize>(keys - seen) << 2);
  }
  product(scores, wide, 4, job.k + asked, row, 4, job.dq + asking, row, queries, depth, keys, LOWER, lead, scratch);
  product(scores, 4, wide, job.q + asking, row, 4, job.dk + asked, row, keys, depth, queries, UPPER, lead, scratch);
}

// @ts-ignore: decorator
@inline
function rowBytes(job: AttentionJob): usize {
  return <usize>(job.heads * job.depth) << 2;
}

// @ts-ignore: decorator
@inline
function scaleOf(job: AttentionJob): f32 {
  return <f32>(1 / Math.sqrt(<f64>job.depth));
}

/** Offset of a head in a tensor of `places` places. */
// @ts-ignore: decorator
@inline
function placeOf(job: AttentionJob, index: i32, places: i32): usize {
  const heads = job.heads;
  return <usize>((index / heads) * places) * rowBytes(job) + (<usize>((index % heads) * job.depth) << 2);
}

/** x = softmax(scale x) of the first `seen` of `width` numbers, and 0 behind them. */
function softmaxRow(x: usize, seen: i32, width: i32, scale: f32): void {
  const bytes = <usize>seen << 2;
  const sum = exponentials(x, x, seen, largest(x, seen), scale);
  const share = <f32>(1 / sum);
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(x + at, load<f32>(x + at) * share);
  memory.fill(x + bytes, 0, <usize>(width - seen) << 2);
}
