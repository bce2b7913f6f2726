/** Kinds of work. */
export const PRODUCT: i32 = 0;
export const ATTENTION: i32 = 1;
export const ATTENTION_GRADIENT: i32 = 2;
export const ACTIVATION: i32 = 3;
export const POOL: i32 = 4;
export const CONVOLUTION: i32 = 5;
export const CONVOLUTION_GRADIENT: i32 = 6;
export const RECURRENCE: i32 = 7;
export const RECURRENCE_GRADIENT: i32 = 8;
export const UPDATE: i32 = 9;

/** Work that threads share: the start of each job. */
@unmanaged
export class Work {
  kind: i32;
  /** Parts, each of which any thread can do in any order. */
  tiles: i32;
}
