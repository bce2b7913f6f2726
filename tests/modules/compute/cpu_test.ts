import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { cpu } from "../../../modules/compute/cpu/mod.ts";
import { conformsToComputeBackend } from "../../../testing/compute_backend.ts";

conformsToComputeBackend(() => {
  const container = new Container();
  container.load(cpu());
  return container.get(COMPUTE_BACKEND);
});
