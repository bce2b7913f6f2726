// M = rows of a product, N = its columns, K = depth

/** Where a matrix lies in the heap. Strides are in bytes. */
export interface MatrixLayout {
  readonly address: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** From one matrix of the batch to the next; 0 if all products share one matrix. */
  readonly batchStride: number;
}

/**
 * Addresses of two uint32 tables: the distance in bytes of each row, and of each column, from the matrix's address.
 */
export interface IndexOffsets {
  readonly rows: number;
  readonly columns: number;
}

/** A batch of products: c [M, N] = a [M, K] b [K, N] + bias [N], clamped to `min` and `max`. */
export interface MatmulProblem {
  readonly a: MatrixLayout;
  /** Replaces the row and column strides of `a` if its rows and columns are not evenly spaced. */
  readonly offsets?: IndexOffsets;
  readonly b: MatrixLayout;
  /** Address of the result, which is contiguous. */
  readonly c: number;
  /** Address of the bias; 0 for none. */
  readonly bias: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  readonly min: number;
  readonly max: number;
}

/** Multiplies matrices on the wasm heap, and shares other jobs among its threads. */
export interface MatmulEngine {
  /** Computes a product. The result has the same bits for any number of threads: sums run in order of depth. */
  run(problem: MatmulProblem): void;
  /**
   * Runs a job.
   *
   * @param size Multiply-adds, or what takes as long.
   * @param write Fills in the job at an address.
   */
  share(size: number, write: (job: number) => void): void;
  /** Ends the threads. */
  close(): Promise<void>;
}
