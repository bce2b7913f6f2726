import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { cpu } from "../../../modules/compute/cpu/mod.ts";
import { coversGradients, sweepsKernels } from "../../_support/compute/sweep/suite.ts";

coversGradients();

sweepsKernels("cpu", () => {
  const container = new Container();
  container.load(cpu());
  return container.get(COMPUTE_BACKEND);
});
