import { cnnTask } from "./_cnn_task.ts";
import { encoderTask } from "./_encoder_task.ts";
import { gptTask } from "./_gpt_task.ts";
import { lstmTask } from "./_lstm_task.ts";
import { mlpTask } from "./_mlp_task.ts";
import type { BenchTask, TrainingTask } from "./_task.ts";

/** The networks that are trained by hand too, by the name that `--model` takes. */
export const TASKS: Readonly<Record<string, BenchTask>> = {
  cnn: cnnTask,
  encoder: encoderTask,
  mlp: mlpTask,
};

/** All of them, the quickest first. */
export const ALL_TASKS: Readonly<Record<string, TrainingTask>> = {
  mlp: mlpTask,
  lstm: lstmTask,
  cnn: cnnTask,
  encoder: encoderTask,
  gpt: gptTask,
};
