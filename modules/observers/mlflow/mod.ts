/**
 * Runs on an MLflow server.
 *
 * @module
 */
export { type MlflowOptions, mlflow } from "./mlflow.ts";
