import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalogue } from "../../../core/container/catalogue.ts";
import { composeContainer } from "../../../core/container/compose.ts";
import { role, TolariaError } from "../../../core/mod.ts";
import { ContainerModule, type ServiceIdentifier } from "../../../deps.ts";

const COLOR: ServiceIdentifier<string> = role("color");
const LISTENER: ServiceIdentifier<string> = role("listener");

const red = () => constant(COLOR, "red");
const blue = () => constant(COLOR, "blue");
const ear = () => constant(LISTENER, "ear");

function catalogue(fallback?: () => ContainerModule): Catalogue {
  return [
    { token: COLOR, tokenName: "COLOR", cardinality: "one", providers: { red, blue }, fallback },
    { token: LISTENER, tokenName: "LISTENER", cardinality: "many", providers: { ear } },
  ];
}

function constant<T>(token: ServiceIdentifier<T>, value: T): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(token).toConstantValue(value);
  });
}

function failure(compose: () => unknown): TolariaError {
  try {
    compose();
  } catch (error) {
    assert.ok(TolariaError.is(error), String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

test("composeContainer() resolves the one provider of a role", () => {
  const container = composeContainer({ modules: [blue()] }, catalogue());
  assert.equal(container.get(COLOR), "blue");
});

test("composeContainer() fills an open role with its fallback", () => {
  const container = composeContainer({ modules: [] }, catalogue(red));
  assert.equal(container.get(COLOR), "red");
});

test("composeContainer() prefers what the user bound to the fallback", () => {
  const container = composeContainer({ modules: [blue()] }, catalogue(red));
  assert.equal(container.get(COLOR), "blue");
});

test("composeContainer() accepts any number of providers for a role of many", () => {
  const container = composeContainer({ modules: [red(), ear(), ear()] }, catalogue());
  assert.deepEqual(container.getAll(LISTENER), ["ear", "ear"]);
});

test("composeContainer() names role, token and providers when nobody plays a role", () => {
  const error = failure(() => composeContainer({ modules: [] }, catalogue()));
  assert.equal(error.code, "container/missing");
  assert.equal(
    error.message,
    'No provider plays the role "color": add one to "modules", or bind COLOR to your own; built-in providers are red(), blue(). Cannot create the trainer.',
  );
});

test("composeContainer() names role, token and providers when two play a role of one", () => {
  const error = failure(() => composeContainer({ modules: [red(), blue()] }, catalogue()));
  assert.equal(error.code, "container/duplicate");
  assert.equal(
    error.message,
    '2 providers play the role "color" (token COLOR), which takes one: keep one of them; built-in providers are red(), blue(). Cannot create the trainer.',
  );
});

test("composeContainer() lists the roles when a module binds one that no run asks for", () => {
  const error = failure(() =>
    composeContainer({ modules: [red(), constant(role("colour"), "green")] }, catalogue()),
  );
  assert.equal(error.code, "container/unknown");
  assert.match(
    error.message,
    /Unknown role "colour"; did you mean "color"\? Known roles: color, listener\./,
  );
});

test("composeContainer() names the token when a module binds a role's name as a string", () => {
  const error = failure(() =>
    composeContainer({ modules: [red(), constant("color", "green")] }, catalogue()),
  );
  assert.equal(error.code, "container/unknown");
  assert.match(error.message, /binds the string "color": bind the token COLOR instead/);
});

test("composeContainer() accepts bindings of a user's helpers", () => {
  const palette = Symbol("palette");
  const container = composeContainer({ modules: [red(), constant(palette, 7)] }, catalogue());
  assert.equal(container.get(palette), 7);
});

test("composeContainer() names the module that fails to load, with the reason", () => {
  const broken = new ContainerModule(() => {
    throw new Error("out of paint");
  });
  const error = failure(() => composeContainer({ modules: [red(), broken] }, catalogue()));
  assert.equal(error.code, "container/failed");
  assert.match(error.message, /Out of paint\. Cannot load module 2 of 2\./);
});

test("composeContainer() replaces what the user bound", () => {
  const composition = { modules: [red(), ear()], replacements: [blue()] };
  const container = composeContainer(composition, catalogue());
  assert.equal(container.get(COLOR), "blue");
  assert.deepEqual(container.getAll(LISTENER), ["ear"]);
});

test("composeContainer() accepts a replacement for an open role", () => {
  const container = composeContainer({ modules: [], replacements: [blue()] }, catalogue(red));
  assert.equal(container.get(COLOR), "blue");
});
