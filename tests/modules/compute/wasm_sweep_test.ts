import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { sweepsKernels } from "../../_support/compute/sweep/suite.ts";

sweepsKernels(
  "wasm",
  () => {
    const container = new Container();
    container.load(wasm({ threads: 1 }));
    return container.get(COMPUTE_BACKEND);
  },
  { stockName: "wasm" },
);
