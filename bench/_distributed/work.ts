/** What a rank is to measure. */
export type RankWork = (
  | {
      readonly kind: "train";
      readonly task: string;
      readonly steps: number;
      readonly shards: number;
    }
  | { readonly kind: "sum"; readonly numbers: number; readonly sums: number }
  | { readonly kind: "boundary"; readonly epochs: number }
) & {
  /** Folder of the MPI's setup; undefined for a run by itself. */
  readonly folder?: string;
};
