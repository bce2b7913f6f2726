/** Kernels that write and run jobs, which threads can share. Tensors are passed by address. */
export interface JobKernels {
  /** Bytes of a job. */
  jobBytes(): number;
  /** Bytes of scratch memory that each thread needs. */
  scratchBytes(): number;
  /** Fills in a job, divided into at least `tiles` tiles if it is large enough. */
  writeJob(
    job: number,
    a: number,
    b: number,
    c: number,
    bias: number,
    m: number,
    n: number,
    k: number,
    batch: number,
    aRowStride: number,
    aColumnStride: number,
    aBatchStride: number,
    bRowStride: number,
    bColumnStride: number,
    bBatchStride: number,
    aRowOffsets: number,
    aColumnOffsets: number,
    min: number,
    max: number,
    tiles: number,
  ): void;
  /** Fills in a job of attention; of its gradient if there is room for `scores`, which is 0 otherwise. */
  writeAttentionJob(
    job: number,
    q: number,
    k: number,
    v: number,
    weights: number,
    y: number,
    scores: number,
    dq: number,
    dk: number,
    dv: number,
    batch: number,
    queries: number,
    keys: number,
    heads: number,
    depth: number,
    lead: number,
  ): void;
  /** Fills in a job of an activation; of its gradient if `dy` is not 0. */
  writeActivationJob(
    job: number,
    x: number,
    dy: number,
    out: number,
    n: number,
    code: number,
  ): void;
  /**
   * Fills in a job of a pool, as numbered in kernels/pools.ts; the sizes are int32 at `windows`. In a gradient, `y` is
   * what is above the result.
   */
  writePoolJob(
    job: number,
    operation: number,
    x: number,
    y: number,
    dx: number,
    windows: number,
  ): void;
  /** Fills in a job of a convolution; its filters are packed, its biases padded. */
  writeConvolutionJob(
    job: number,
    x: number,
    filters: number,
    biases: number,
    y: number,
    sizes: number,
    tapOffsets: number,
    positionOffsets: number,
    min: number,
    max: number,
  ): void;
  /** Fills in a job of the gradient of a convolution in its weights; `y` is 0 without a ReLU. */
  writeConvolutionGradientJob(
    job: number,
    x: number,
    dy: number,
    y: number,
    dz: number,
    filterParts: number,
    biasParts: number,
    sizes: number,
    tapOffsets: number,
    positionOffsets: number,
  ): void;
  /** Fills in a job of a recurrence; what is missing is 0. */
  writeRecurrenceJob(
    job: number,
    cell: number,
    x: number,
    kernel: number,
    h0: number,
    c0: number,
    mask: number,
    dropout: number,
    y: number,
    gates: number,
    cells: number,
    scratch: number,
    batch: number,
    steps: number,
    units: number,
    act: number,
    gate: number,
  ): void;
  /** Fills in a job of the gradient of a recurrence; what is missing is 0. */
  writeRecurrenceGradientJob(
    job: number,
    cell: number,
    dy: number,
    dc: number,
    kernel: number,
    y: number,
    gates: number,
    cells: number,
    h0: number,
    c0: number,
    mask: number,
    dropout: number,
    dx: number,
    before: number,
    dh0: number,
    more: number,
    scratch: number,
    batch: number,
    steps: number,
    units: number,
    act: number,
    gate: number,
  ): void;
  /** Fills in a job of an update, by a rule as numbered in kernels/updates.ts, which says what the rest is. */
  writeUpdateJob(
    job: number,
    rule: number,
    n: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
    h: number,
    i: number,
    u: number,
    v: number,
    w: number,
    x: number,
    y: number,
    decay: number,
    stride: number,
  ): void;
  /** Computes a job on the calling thread. */
  runJob(job: number, scratch: number): void;
}
