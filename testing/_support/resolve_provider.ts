import { Container, type ContainerModule, type ServiceIdentifier } from "../../deps.ts";

/** Makes what `modules` bind to `token`, as a run would. */
export function resolveProvider<T>(
  token: ServiceIdentifier<T>,
  ...modules: readonly ContainerModule[]
): Promise<T> {
  const container = new Container();
  for (const module of modules) container.load(module);
  return container.getAsync(token);
}
