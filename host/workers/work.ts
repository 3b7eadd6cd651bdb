/** What threads can be asked: one function per kind of task. */
import { toErrorValue, type StudioErrorValue } from '../../core/contract/errors.js';
import { exportSample, type ExportTask } from '../export/export-sample.js';

const WORK = {
  export: exportSample,
} as const;

export type WorkTask = ExportTask;
type Kinds = { [K in keyof typeof WORK]: Awaited<ReturnType<(typeof WORK)[K]>> };
export type WorkResult<K extends WorkTask['kind']> = Kinds[K];
export type WorkReply =
  { readonly result: Kinds[keyof Kinds] } | { readonly error: StudioErrorValue };

/** Never rejects. */
export async function performSafely(task: WorkTask): Promise<WorkReply> {
  try {
    return { result: await WORK[task.kind](task) };
  } catch (error) {
    return { error: toErrorValue(error) };
  }
}
