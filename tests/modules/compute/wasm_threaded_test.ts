import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { conformsToComputeBackend } from "../../../testing/compute_backend.ts";
import { WASM_KERNELS } from "../../_support/compute/wasm_kernels.ts";
import { conformsToFusedKernels } from "../../conformance/fused_kernels.ts";
import { conformsToRecurrentLayers } from "../../conformance/recurrent_layers.ts";

conformsToComputeBackend(() => {
  const container = new Container();
  container.load(wasm({ threads: 2 }));
  return container.get(COMPUTE_BACKEND);
});

conformsToFusedKernels(WASM_KERNELS);

conformsToRecurrentLayers();
