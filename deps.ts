/**
 * The one door to third parties: every package that Tolaria uses is imported here and nowhere else.
 *
 * What only one provider needs, and what is slow to load, is behind a function that loads it on demand.
 *
 * @module
 */

// Before inversify, so that a user's own `@injectable()` class carries its metadata.
import "reflect-metadata";

export {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
export * as tf from "@tensorflow/tfjs";
export { Container, ContainerModule, type ServiceIdentifier } from "inversify";
export { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
export { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
export type { RandomGenerator } from "pure-rand/types/RandomGenerator";
export { z } from "zod";
