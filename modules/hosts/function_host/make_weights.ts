import { type Parameter, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { CheckedFunctionHost, InitialWeight, InitialWeights } from "./options.ts";

/** The weights of a network that is a function. */
export interface FunctionWeights {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Parameter[];
}

/**
 * Makes the variables of a network. The host owns them, those that the functions made as well.
 *
 * @throws {TolariaError} `host/unsupported` if a weight is none, or is there twice; nothing is left behind.
 */
export function makeWeights(options: CheckedFunctionHost): FunctionWeights {
  const made: tf.Variable[] = [];
  const make = (initial: InitialWeights, kind: string) =>
    Object.entries(checkRecord(initial, kind, options.name)).map(([name, weight]) => {
      const parameter = parameterOf(name, weight, options.name);
      if (made.includes(parameter.variable)) {
        throw unsupported(`weight "${name}" is the variable of another weight`, options.name);
      }
      made.push(parameter.variable);
      return parameter;
    });
  try {
    let weights: FunctionWeights | undefined;
    tf.tidy(() => {
      const parameters = make(options.parameters(), "parameters");
      weights = { parameters, buffers: make(options.buffers(), "buffers") };
    });
    checkNames(weights as FunctionWeights, options.name);
    return weights as FunctionWeights;
  } catch (error) {
    for (const variable of made) variable.dispose();
    throw error;
  }
}

/** Says that a network cannot be trained as it is. */
export function unsupported(fault: string, host: string, cause?: unknown): TolariaError {
  const reason = `${fault.slice(0, 1).toUpperCase()}${fault.slice(1)}`;
  return new TolariaError("host/unsupported", `${reason}. Cannot build "${host}".`, { cause });
}

function checkRecord(initial: unknown, kind: string, host: string): InitialWeights {
  if (typeof initial === "object" && initial !== null && !Array.isArray(initial)) {
    return initial as InitialWeights;
  }
  throw unsupported(`"${kind}" must return an object of weights by name`, host);
}

function parameterOf(name: string, weight: tf.Tensor | InitialWeight, host: string): Parameter {
  const { value, ...treatment } = isTreated(weight) ? weight : { value: weight };
  if (name === "") throw unsupported("a weight has no name", host);
  if (!(value instanceof tf.Tensor)) {
    throw unsupported(`weight "${name}" must be a tensor, but is ${String(value)}`, host);
  }
  if (value.isDisposed) {
    throw unsupported(
      `weight "${name}" is disposed: make new weights at each call, as the host disposes them`,
      host,
    );
  }
  if (value.dtype !== "float32") {
    throw unsupported(`weight "${name}" must be float32, but is ${value.dtype}`, host);
  }
  return {
    name,
    variable: value instanceof tf.Variable ? value : tf.variable(value),
    ...treatment,
  };
}

function isTreated(weight: tf.Tensor | InitialWeight): weight is InitialWeight {
  return typeof weight === "object" && weight !== null && "value" in weight;
}

function checkNames({ parameters, buffers }: FunctionWeights, host: string): void {
  const names = new Set(parameters.map(({ name }) => name));
  const twice = buffers.find(({ name }) => names.has(name));
  if (twice) {
    throw unsupported(`"${twice.name}" is the name of a parameter and of a buffer`, host);
  }
}
