// M = rows of a product, N = its columns, K = depth

/** Where a matrix lies, and how: bytes from a number to the one in the next row, column and matrix of the stack. */
export interface Layout {
  readonly at: number;
  readonly row: number;
  readonly column: number;
  /** 0 where every product takes the same matrix. */
  readonly matrix: number;
}

/** Where it is said how far each row and each column of a matrix is from its place, in bytes, as unsigned 32-bit numbers. */
export interface Tables {
  readonly rows: number;
  readonly columns: number;
}

/** A stack of products: c [M, N] = a [M, K] b [K, N] + bias [N], each number between `least` and `most`. */
export interface Product {
  readonly a: Layout;
  /** In the place of the layout of `a` where its rows and columns are not even. */
  readonly tables?: Tables;
  readonly b: Layout;
  /** Where the first result goes; the others follow. */
  readonly c: number;
  /** Where the bias lies; 0 for none. */
  readonly bias: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly matrices: number;
  readonly least: number;
  readonly most: number;
}

/** What multiplies matrices of a heap. */
export interface Multiplier {
  /** The same bits whatever the number of threads: each number is added up in order of depth. */
  multiply(product: Product): void;
  /** Ends its threads. */
  close(): Promise<void>;
}
