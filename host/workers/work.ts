/** What threads can be asked: one function per kind of task. */
import { toErrorValue, type StudioErrorValue } from '../../core/contract/errors.js';
import {
  encodeSample,
  type EncodedSample,
  type EncodeTask,
} from '../dataset/import/encode-sample.js';
import { exportSample, type ExportedParts, type ExportTask } from '../export/export-sample.js';
import type { Registration } from '../../core/contract/schema/dataset-import.js';
import { lookAtRegistration } from '../export/registration-look.js';
import type { Signature } from '../../core/capture/signature.js';
import {
  lookAtRegions,
  lookAtSignature,
  type LookTask,
  type SampleLook,
} from '../export/sample-look.js';
import { lookAtTreeFile, type FileFacts, type TreeFileTask } from '../export/tree-file.js';

interface Work {
  export: { task: ExportTask; result: ExportedParts };
  import: { task: EncodeTask; result: EncodedSample };
  'tree-file': { task: TreeFileTask; result: FileFacts };
  signature: { task: LookTask; result: Signature };
  regions: { task: LookTask; result: SampleLook };
  registration: { task: LookTask; result: Registration | null };
}
export type WorkKind = keyof Work;
export type WorkTask<K extends WorkKind> = Work[K]['task'];
export type WorkResult<K extends WorkKind> = Work[K]['result'];

const WORK: { readonly [K in WorkKind]: (task: WorkTask<K>) => Promise<WorkResult<K>> } = {
  export: exportSample,
  import: encodeSample,
  'tree-file': lookAtTreeFile,
  signature: lookAtSignature,
  regions: lookAtRegions,
  registration: ({ folder }) => lookAtRegistration(folder),
};

export interface WorkOrder<K extends WorkKind = WorkKind> {
  readonly kind: K;
  readonly task: WorkTask<K>;
}
export type WorkReply<K extends WorkKind = WorkKind> =
  { readonly result: WorkResult<K> } | { readonly error: StudioErrorValue };

/** Never rejects. */
export async function perform<K extends WorkKind>({
  kind,
  task,
}: WorkOrder<K>): Promise<WorkReply<K>> {
  try {
    return { result: await WORK[kind](task) };
  } catch (error) {
    return { error: toErrorValue(error) };
  }
}
