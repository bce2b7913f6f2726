/**
 * The interfaces that providers of your own implement, the tokens that they bind, and `ContainerModule`.
 *
 * @module
 */
export * from "../core/ports.ts";
export { ContainerModule, inject, injectable, type ServiceIdentifier } from "../deps.ts";
