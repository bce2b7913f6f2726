import type { NodeBackend, TensorInfo } from "../node_backend.ts";

/** Id of a missing tensor. */
export const NONE = -1;

/** Ids of tensors, some of which may be missing. */
export function idsOf<Infos extends readonly (TensorInfo | undefined)[]>(
  backend: NodeBackend,
  tensors: readonly [...Infos],
): { [Place in keyof Infos]: number } {
  const there = tensors.filter((tensor) => tensor !== undefined);
  const ids = backend.getInputTensorIds(there);
  return tensors.map((tensor) => (tensor ? (ids.shift() as number) : NONE)) as {
    [Place in keyof Infos]: number;
  };
}
