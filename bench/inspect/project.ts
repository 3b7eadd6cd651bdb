/** Projects to be inspected: simulated parts at full size, and the lite preset with random weights. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addToyModel, TOY_MODEL } from '../../host/inspect/testing/toy-project.js';
import { untrainedDetector } from '../detector/inference.js';

/** Below the scores that random weights give. */
const THRESHOLD = 0.5;

/** A project of `count` cookies at 1280x720; returns its folder. */
export function simulatedProject(folder: string, count: number): string {
  // The command as it is installed: its threads are files of their own.
  execFileSync(
    process.execPath,
    [
      ...['out/host/cli/main.js', 'simulate', '--out', folder, '--categories', 'cookie'],
      ...['--only', 'project', '--train', '0', '--validation', '0', '--test', String(count)],
    ],
    { stdio: 'ignore' },
  );
  return join(folder, 'project');
}

/** Puts the lite preset into the project. @returns the SHA-256 of its ONNX file */
export async function addLiteModel(project: string): Promise<string> {
  const scores = Array.from({ length: 60 }, (_, i) => ({
    sample: `scored-${String(i)}`,
    anomaly: i < 40 ? 'good' : 'dent',
    split: i < 20 ? ('validation' as const) : ('test' as const),
    score: (i < 40 ? 0.3 : 0.7) + 0.01 * (i % 20),
  }));
  const onnx = await untrainedDetector('efficientnet-lite2', 256);
  const hash = createHash('sha256').update(onnx).digest('hex');
  await addToyModel(project, THRESHOLD, scores, { mapRange: [0, 1], onnxSha256: hash });
  writeFileSync(join(project, 'models', TOY_MODEL, 'detector.onnx'), onnx);
  return hash;
}
