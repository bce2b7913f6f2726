import { AttentionJob, attentionTile, attentionGradientTile } from "./attention.as";
import { CONVOLUTION_SCRATCH, ConvolutionJob, convolutionTile } from "./convolution.as";
import { ConvolutionGradientJob, convolutionGradientTile } from "./convolution_gradient.as";
import { Job, PRODUCT_SCRATCH, productTile } from "./matmul.as";
import { PoolJob, poolTile } from "./pools.as";
import { RecurrenceJob, recurrenceTile } from "./recurrence.as";
import { RecurrenceGradientJob, recurrenceGradientTile } from "./recurrence_gradient.as";
import { ActivationJob, activationTile } from "./smooth.as";
import { UpdateJob, updateTile } from "./update_jobs.as";
import {
  ATTENTION, ATTENTION_GRADIENT, CONVOLUTION, CONVOLUTION_GRADIENT, POOL, PRODUCT, RECURRENCE,
  RECURRENCE_GRADIENT, UPDATE, Work,
} from "./work.as";

/** Bytes of the largest job. */
export function jobBytes(): i32 {
  const products = max(<i32>offsetof<Job>(), <i32>offsetof<AttentionJob>());
  return max(products, max(<i32>offsetof<RecurrenceGradientJob>(), <i32>offsetof<UpdateJob>()));
}

/** Bytes of scratch memory that a thread needs. */
export function scratchBytes(): i32 {
  return max(PRODUCT_SCRATCH, CONVOLUTION_SCRATCH);
}

/** Computes a job on the calling thread. */
export function runJob(job: usize, scratch: usize): void {
  const work = changetype<Work>(job);
  const tiles = work.tiles;
  for (let index = 0; index < tiles; index++) runTile(work, index, scratch);
}

/** Computes one tile. */
export function runTile(work: Work, index: i32, scratch: usize): void {
  const kind = work.kind, at = changetype<usize>(work);
  if (kind == PRODUCT) productTile(changetype<Job>(at), index, scratch);
  else if (kind == ATTENTION) attentionTile(changetype<AttentionJob>(at), index, scratch);
  else if (kind == ATTENTION_GRADIENT) attentionGradientTile(changetype<AttentionJob>(at), index, scratch);
  else if (kind == CONVOLUTION) convolutionTile(changetype<ConvolutionJob>(at), index, scratch);
  else if (kind == CONVOLUTION_GRADIENT) convolutionGradientTile(changetype<ConvolutionGradientJob>(at), index, scratch);
  else if (kind == RECURRENCE) recurrenceTile(changetype<RecurrenceJob>(at), index, scratch);
  else if (kind == RECURRENCE_GRADIENT) recurrenceGradientTile(changetype<RecurrenceGradientJob>(at), index, scratch);
  else if (kind == UPDATE) updateTile(changetype<UpdateJob>(at), index);
  else if (kind == POOL) poolTile(changetype<PoolJob>(at), index);
  else activationTile(changetype<ActivationJob>(at), index);
}
