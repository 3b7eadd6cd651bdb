/** Training steps of the student with random values, one per line of stdin; for bench/detector/training.ts. */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import type { EngineName } from '../../core/contract/schema/detector.js';
import { openEngine } from '../../host/detector/engine/engine.js';
import { initialValues } from '../../models/teacher-student/init.js';
import { AST_ADAM } from '../../models/teacher-student/training/kernels.js';
import { ScaleLoss } from '../../models/teacher-student/training/loss.js';
import { StudentGraph } from '../../models/teacher-student/training/student.js';
import { kernelShape, toKernelLayout } from '../../models/teacher-student/training/tensors.js';
import { PAPER_SHAPE, studentTensors } from '../../models/teacher-student/weights.js';

const SCALES = [1, 2, 4];
const BATCH = 8;

/** Says when it is ready; then wall time, CPU time and peak memory of each step that is asked for. */
export async function stepsOnDemand(
  engineName: EngineName,
  hidden: number,
  side: number,
): Promise<void> {
  const { kernels } = await openEngine(engineName);
  const shape = { ...PAPER_SHAPE, studentHidden: hidden };
  const specs = studentTensors(shape);
  const values = initialValues(specs, 1);
  const parameters = kernels.parameters(AST_ADAM);
  const running = new Map<string, Float32Array>();
  for (const spec of specs) {
    const data = values.get(spec.name)!;
    if (!spec.trained) {
      running.set(spec.name, data);
      continue;
    }
    parameters.add(spec.name, kernelShape(spec.shape), {
      value: spec.shape.length === 4 ? toKernelLayout(data, spec.shape) : data,
      first: new Float32Array(data.length),
      second: new Float32Array(data.length),
    });
    values.delete(spec.name);
  }
  const { channels, positionChannels } = shape;
  const position = tf.randomNormal<tf.Rank.R4>([1, side, side, positionChannels]);
  const x = tf.randomNormal<tf.Rank.R4>([BATCH, side, side, channels]);
  const target = {
    outputs: SCALES.map((s) => tf.randomNormal<tf.Rank.R4>([BATCH, side / s, side / s, channels])),
    masks: SCALES.map((s) => tf.ones<tf.Rank.R4>([BATCH, side / s, side / s, 1])),
  };
  const student = new StudentGraph(shape, position, kernels, parameters, running);
  const loss = new ScaleLoss(SCALES);
  const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ ready: true });
  let step = 0;
  createInterface({ input: process.stdin }).on('line', () => {
    step += 1;
    const before = process.cpuUsage();
    const begun = performance.now();
    student.step(x, target, loss, step);
    const ms = performance.now() - begun;
    const { user, system } = process.cpuUsage(before);
    const peakBytes = 1024 * process.resourceUsage().maxRSS;
    say({ ms, cpuMs: (user + system) / 1000, peakBytes });
  });
}
