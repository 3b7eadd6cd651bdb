import type { EvaluateJob, JobVoice } from './job.js';
export async function evaluateRun(_job: EvaluateJob, _voice: JobVoice): Promise<void> {
  await Promise.resolve();
}
