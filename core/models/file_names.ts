/** Names of the files of a model folder: topology and weights as tfjs writes them, and what Tolaria knows. */
export const TOPOLOGY = "model.json";
/** As {@link TOPOLOGY}. */
export const WEIGHTS = "weights.bin";
/** How text becomes ids; only of a model of text. */
export const TOKENIZER_FILE = "tokenizer.json";
/** Weights of a network that is not made of layers, by name. */
export const WEIGHTS_BY_NAME = "weights.safetensors";
/** As {@link TOPOLOGY}. */
export const INFO = "tolaria.json";
