/**
 * Trains a detector: the teacher on the images, then the student on the teacher's outputs, which are
 * computed once. All it depends on is the configuration, the images and the seed, so a training that is
 * continued from the end of an epoch goes the same way as one that was never broken.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { positionalEncoding } from '../../../core/anomaly/preprocess/positional.js';
import { mapSideOf } from '../../../core/anomaly/preprocess/sample.js';
import type { DetectorConfig } from '../../../core/contract/schema/detector.js';
import type { NamedTensor } from '../../tensor-files/tensor.js';
import { shapeOf, stepsPerEpoch } from '../config.js';
import { epochOrder, initialValues } from '../init.js';
import { studentTensors, teacherTensors, type DetectorShape, type TensorSpec } from '../weights.js';
import { AST_ADAM, type Parameters, type TrainingKernels } from './kernels.js';
import { maskAtScale, poolAverage, ScaleLoss, type ScaleTarget } from './loss.js';
import { StudentGraph } from './student.js';
import { TeacherGraph } from './teacher.js';
import {
  channelsFirst,
  channelsLast,
  kernelShape,
  toFileLayout,
  toKernelLayout,
} from './tensors.js';

export type TrainingStage = 'teacher' | 'student';

/** What the networks read of one image; a training keeps all of them in memory. */
export interface TrainingImage {
  /** mapSide x mapSide x channels, channels last. */
  readonly input: Float32Array;
  /** mapSide x mapSide, soft; null in rgb mode, where every cell counts. */
  readonly mask: Float32Array | null;
}

export interface StepReport {
  readonly stage: TrainingStage;
  readonly epoch: number;
  /** Counts from 1 within the stage. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly scaleLosses: readonly number[];
}

/** The state after whole epochs of a stage: weights, and while it lasts moments and running statistics. */
export interface TrainingState {
  readonly stage: TrainingStage;
  readonly epochsDone: number;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

export interface TrainingHooks {
  /** Awaited after every step: the place to pause, to cancel by throwing, and to let others work. */
  step(report: StepReport): Promise<void>;
  /** Awaited after every epoch; `state()` reads all tensors, so it is for the caller to say when. */
  epoch(
    report: { stage: TrainingStage; epoch: number; loss: number; scaleLosses: readonly number[] },
    state: () => Promise<TrainingState>,
  ): Promise<void>;
}

const FIRST = '#first';
const SECOND = '#second';

export class DetectorTrainer {
  readonly shape: DetectorShape;
  private readonly config: DetectorConfig;
  private readonly kernels: TrainingKernels;
  private readonly side: number;
  private readonly position: Tensor4D;
  private teacher: { graph: TeacherGraph; parameters: Parameters } | null = null;
  private student: {
    graph: StudentGraph;
    parameters: Parameters;
    running: Map<string, Float32Array>;
  } | null = null;

  constructor(config: DetectorConfig, kernels: TrainingKernels) {
    this.config = config;
    this.kernels = kernels;
    this.shape = shapeOf(config);
    this.side = mapSideOf(config.side);
    const { positionChannels } = this.shape;
    const code = positionalEncoding(positionChannels, this.side, this.side);
    this.position = tf.keep(
      tf.tensor4d(channelsLast(code, positionChannels), [
        1,
        this.side,
        this.side,
        positionChannels,
      ]),
    );
  }

  /**
   * @param resume where to go on; null: from the beginning
   * @returns when both networks are trained
   */
  async train(
    images: readonly TrainingImage[],
    resume: TrainingState | null,
    hooks: TrainingHooks,
  ): Promise<void> {
    this.openTeacher(resume?.tensors ?? null, resume?.stage !== 'student');
    const teacherDone = resume === null ? 0 : resume.stage === 'teacher' ? resume.epochsDone : null;
    if (teacherDone !== null) {
      await this.teacherEpochs(images, teacherDone, hooks);
      // The moments are of no more use.
      const values = await this.valuesOf(this.teacher!.parameters, teacherTensors(this.shape));
      this.closeTeacher();
      this.openTeacher(values, false);
    }
    const targets = this.makeTargets(images);
    this.openStudent(resume?.stage === 'student' ? resume.tensors : null, true);
    const studentDone = resume?.stage === 'student' ? resume.epochsDone : 0;
    await this.studentEpochs(images, targets, studentDone, hooks);
  }

  /** Takes finished weights, for scoring only. */
  load(tensors: ReadonlyMap<string, NamedTensor>): void {
    this.openTeacher(tensors, false);
    this.openStudent(tensors, false);
  }

  /** Outputs of teacher and student for one image, channels first. */
  infer(input: Float32Array): { teacher: Float32Array; student: Float32Array } {
    const { channels } = this.shape;
    const [teacher, student] = tf.tidy(() => {
      const x = this.batchOf([input], this.side, channels);
      const { z } = this.teacher!.graph.forward(x);
      return [z, this.student!.graph.infer(x)];
    });
    const result = {
      teacher: channelsFirst(teacher.dataSync<'float32'>(), channels),
      student: channelsFirst(student.dataSync<'float32'>(), channels),
    };
    tf.dispose([teacher, student]);
    return result;
  }

  /** The masked distance at map size, before up-sampling: mean over channels of m (T - S)^2, times m. */
  distance({ input, mask }: TrainingImage): Float32Array {
    const { teacher, student } = this.infer(input);
    const cells = this.side * this.side;
    const { channels } = this.shape;
    const out = new Float32Array(cells);
    for (let i = 0; i < cells; i++) {
      let sum = 0;
      for (let c = 0; c < channels; c++)
        sum += (teacher[c * cells + i]! - student[c * cells + i]!) ** 2;
      const m = mask?.[i] ?? 1;
      out[i] = (m * m * sum) / channels;
    }
    return out;
  }

  /** All tensors of both networks, in the layout of weights files. */
  async weights(): Promise<Map<string, NamedTensor>> {
    return new Map([
      ...(await this.valuesOf(this.teacher!.parameters, teacherTensors(this.shape))),
      ...(await this.valuesOf(this.student!.parameters, studentTensors(this.shape))),
      ...this.runningTensors(),
    ]);
  }

  dispose(): void {
    this.closeTeacher();
    this.student?.graph.dispose();
    this.student?.parameters.dispose();
    this.student = null;
    this.position.dispose();
  }

  private async teacherEpochs(
    images: readonly TrainingImage[],
    done: number,
    hooks: TrainingHooks,
  ): Promise<void> {
    const { graph, parameters } = this.teacher!;
    const { teacherEpochs, seed } = this.config;
    const perEpoch = stepsPerEpoch(this.config, images.length);
    for (let epoch = done + 1; epoch <= teacherEpochs; epoch++) {
      const order = epochOrder(images.length, seed, 'teacher', epoch);
      let sum = 0;
      for (let i = 0; i < perEpoch; i++) {
        const step = (epoch - 1) * perEpoch + i + 1;
        const chosen = this.chosen(images, order, i);
        const x = this.inputsOf(chosen);
        const mask = this.masksOf(chosen, 1);
        const loss = graph.step(x, mask, step);
        tf.dispose([x, mask]);
        sum += loss;
        const steps = teacherEpochs * perEpoch;
        await hooks.step({ stage: 'teacher', epoch, step, steps, loss, scaleLosses: [] });
      }
      const report = { stage: 'teacher', epoch, loss: sum / perEpoch, scaleLosses: [] } as const;
      await hooks.epoch(report, async () => ({
        stage: 'teacher',
        epochsDone: epoch,
        tensors: await this.stateOf(parameters, teacherTensors(this.shape)),
      }));
    }
  }

  private async studentEpochs(
    images: readonly TrainingImage[],
    targets: readonly (readonly Float32Array[])[],
    done: number,
    hooks: TrainingHooks,
  ): Promise<void> {
    const { graph, parameters } = this.student!;
    const { studentEpochs, seed, scales } = this.config;
    const loss = new ScaleLoss(scales);
    const perEpoch = stepsPerEpoch(this.config, images.length);
    for (let epoch = done + 1; epoch <= studentEpochs; epoch++) {
      const order = epochOrder(images.length, seed, 'student', epoch);
      const sums = scales.map(() => 0);
      for (let i = 0; i < perEpoch; i++) {
        const step = (epoch - 1) * perEpoch + i + 1;
        const indices = [...order.slice(i * this.config.batch, (i + 1) * this.config.batch)];
        const chosen = indices.map((index) => images[index]!);
        const x = this.inputsOf(chosen);
        const target = this.targetOf(
          chosen,
          indices.map((index) => targets[index]!),
        );
        const result = graph.step(x, target, loss, step);
        tf.dispose([x, ...target.outputs, ...target.masks]);
        result.scaleLosses.forEach((value, s) => (sums[s]! += value));
        const steps = studentEpochs * perEpoch;
        await hooks.step({ stage: 'student', epoch, step, steps, ...result });
      }
      const scaleLosses = sums.map((sum) => sum / perEpoch);
      const mean = scaleLosses.reduce((a, b) => a + b, 0) / scaleLosses.length;
      await hooks.epoch({ stage: 'student', epoch, loss: mean, scaleLosses }, async () => ({
        stage: 'student',
        epochsDone: epoch,
        tensors: new Map([
          ...(await this.valuesOf(this.teacher!.parameters, teacherTensors(this.shape))),
          ...(await this.stateOf(parameters, studentTensors(this.shape))),
          ...this.runningTensors(),
        ]),
      }));
    }
  }

  private chosen(
    images: readonly TrainingImage[],
    order: Int32Array,
    batch: number,
  ): TrainingImage[] {
    const { batch: size } = this.config;
    return [...order.slice(batch * size, (batch + 1) * size)].map((index) => images[index]!);
  }

  private inputsOf(images: readonly TrainingImage[]): Tensor4D {
    return this.batchOf(
      images.map((image) => image.input),
      this.side,
      this.shape.channels,
    );
  }

  private masksOf(images: readonly TrainingImage[], scale: number): Tensor4D {
    const small = this.side / scale;
    const parts = images.map(({ mask }) =>
      mask === null
        ? new Float32Array(small * small).fill(1)
        : maskAtScale(mask, this.side, scale, this.config.maskRule),
    );
    return this.batchOf(parts, small, 1);
  }

  private targetOf(
    images: readonly TrainingImage[],
    outputs: readonly (readonly Float32Array[])[],
  ): ScaleTarget {
    const { scales } = this.config;
    return {
      outputs: scales.map((scale, s) =>
        this.batchOf(
          outputs.map((byScale) => byScale[s]!),
          this.side / scale,
          this.shape.channels,
        ),
      ),
      masks: scales.map((scale) => this.masksOf(images, scale)),
    };
  }

  /** The teacher's output of every image, pooled to every scale: [image][scale], channels last. */
  private makeTargets(images: readonly TrainingImage[]): Float32Array[][] {
    const { channels } = this.shape;
    return images.map(({ input }) => {
      const z = tf.tidy(() => {
        const x = this.batchOf([input], this.side, channels);
        return this.teacher!.graph.forward(x).z;
      });
      const data = z.dataSync<'float32'>().slice();
      z.dispose();
      return this.config.scales.map((scale) => poolAverage(data, this.side, channels, scale));
    });
  }

  private batchOf(parts: readonly Float32Array[], side: number, channels: number): Tensor4D {
    const size = side * side * channels;
    const joined = new Float32Array(parts.length * size);
    parts.forEach((part, i) => {
      joined.set(part, i * size);
    });
    return tf.tensor4d(joined, [parts.length, side, side, channels]);
  }

  private openTeacher(from: ReadonlyMap<string, NamedTensor> | null, moments: boolean): void {
    const specs = teacherTensors(this.shape);
    const parameters = this.kernels.parameters(AST_ADAM);
    this.fill(parameters, specs, from, moments);
    this.teacher = { graph: new TeacherGraph(this.shape, this.position, parameters), parameters };
  }

  private closeTeacher(): void {
    this.teacher?.graph.dispose();
    this.teacher?.parameters.dispose();
    this.teacher = null;
  }

  private openStudent(from: ReadonlyMap<string, NamedTensor> | null, moments: boolean): void {
    const specs = studentTensors(this.shape);
    const parameters = this.kernels.parameters(AST_ADAM);
    const start = this.fill(parameters, specs, from, moments);
    const running = new Map(
      specs.filter((s) => !s.trained).map((s) => [s.name, start(s.name).slice()]),
    );
    const { shape, position, kernels } = this;
    const graph = new StudentGraph(shape, position, kernels, parameters, running);
    this.student = { graph, parameters, running };
  }

  /** @returns a look-up of the values used, in file layout */
  private fill(
    parameters: Parameters,
    specs: readonly TensorSpec[],
    from: ReadonlyMap<string, NamedTensor> | null,
    moments: boolean,
  ): (name: string) => Float32Array {
    const fresh = from === null ? initialValues(specs, this.config.seed) : null;
    const find = (name: string): Float32Array => {
      const data = fresh?.get(name) ?? from?.get(name)?.data;
      if (!data) throw new Error(`the checkpoint lacks ${name}`);
      return data;
    };
    for (const { name, shape } of specs.filter((s) => s.trained)) {
      const value = inKernelLayout(find(name), shape);
      const moment = (suffix: string): Float32Array => {
        const data = moments ? from?.get(name + suffix)?.data : undefined;
        return data ? inKernelLayout(data, shape) : new Float32Array(value.length);
      };
      parameters.add(name, kernelShape(shape), {
        value,
        first: moment(FIRST),
        second: moment(SECOND),
      });
    }
    return find;
  }

  private async valuesOf(
    parameters: Parameters,
    specs: readonly TensorSpec[],
  ): Promise<Map<string, NamedTensor>> {
    const tensors = new Map<string, NamedTensor>();
    for (const { name, shape } of specs.filter((s) => s.trained)) {
      const { value } = await parameters.read(name);
      tensors.set(name, { name, shape, data: inFileLayout(value, shape) });
    }
    return tensors;
  }

  private async stateOf(
    parameters: Parameters,
    specs: readonly TensorSpec[],
  ): Promise<Map<string, NamedTensor>> {
    const tensors = new Map<string, NamedTensor>();
    for (const { name, shape } of specs.filter((s) => s.trained)) {
      const state = await parameters.read(name);
      const put = (suffix: string, data: Float32Array): void => {
        tensors.set(name + suffix, { name: name + suffix, shape, data: inFileLayout(data, shape) });
      };
      put('', state.value);
      put(FIRST, state.first);
      put(SECOND, state.second);
    }
    return tensors;
  }

  private runningTensors(): Map<string, NamedTensor> {
    return new Map(
      [...this.student!.running].map(([name, data]) => [
        name,
        { name, shape: [data.length], data: data.slice() },
      ]),
    );
  }
}

function inKernelLayout(data: Float32Array, shape: readonly number[]): Float32Array {
  return shape.length === 4 ? toKernelLayout(data, shape) : data;
}

function inFileLayout(data: Float32Array, shape: readonly number[]): Float32Array {
  return shape.length === 4 ? toFileLayout(data, shape) : data.slice();
}
