const SCHEME = "mlflow-artifacts:";

/**
 * Path of an artifact below the server's own service for artifacts; undefined if the server leaves artifacts to its
 * clients, as with `file:` and `s3:`.
 */
export function artifactPath(artifactUri: string, name: string): string | undefined {
  if (!artifactUri.startsWith(SCHEME)) return undefined;
  // With a host or without: `mlflow-artifacts:/0/…`, `mlflow-artifacts://host:5000/0/…`.
  const folder = artifactUri
    .slice(SCHEME.length)
    .replace(/^\/\/[^/]+/, "")
    .replace(/^\/+|\/+$/g, "");
  return `${folder}/${name}`;
}
