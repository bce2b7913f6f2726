import type { DataSplits } from "../../../core/mod.ts";
import { type Stream, StreamDataset } from "./stream_dataset.ts";

/** Makes the splits of a run from streams. */
export function openStreams(
  streams: Readonly<Record<"train", Stream>> &
    Partial<Readonly<Record<"validation" | "test", Stream>>>,
): DataSplits {
  const datasets = Object.entries(streams).map(
    ([split, stream]) => [split, new StreamDataset(stream)] as const,
  );
  return {
    ...(Object.fromEntries(datasets) as { readonly train: StreamDataset }),
    dispose: async () => {
      for (const [, dataset] of datasets) await dataset.dispose();
    },
  };
}
