/** What a run will cost here: from arithmetic, at the rate this machine showed last, or an assumed one. */
import { availableParallelism, freemem } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  engineNameSchema,
  type DetectorConfig,
  type EngineName,
  type Estimate,
} from '../../../core/contract/schema/detector.js';
import { costOf, stepsPerEpoch } from '../../../models/teacher-student/config.js';
import { jsonText, writeAtomic } from '../../files/atomic.js';
import { ASSUMED_GFLOPS_PER_CORE } from '../engine/engine.js';

const FILE = 'rates.json';
const ratesSchema = z.partialRecord(engineNameSchema, z.number().positive());

/** Features of one picture, in seconds at 768 pixels on one core; they grow with the area. */
const FEATURE_SECONDS = 1;
/** What no arithmetic accounts for, and all that small models cost: of each step, and of a run's start and export. */
const STEP_SECONDS = 0.05;
const RUN_SECONDS = 6;

export interface StageCosts {
  readonly featureSeconds: number;
  readonly teacherStepSeconds: number;
  readonly studentStepSeconds: number;
  readonly scoreSeconds: number;
}

export async function readRate(
  cacheFolder: string,
  engine: EngineName,
): Promise<{ gflops: number; measured: boolean }> {
  const rates = await readRates(cacheFolder);
  const known = rates[engine];
  if (known !== undefined) return { gflops: known, measured: true };
  return { gflops: ASSUMED_GFLOPS_PER_CORE[engine] * availableParallelism(), measured: false };
}

/** The rate that a step of so many operations showed, its fixed part taken off. */
export async function keepRate(
  cacheFolder: string,
  engine: EngineName,
  operations: number,
  secondsPerStep: number,
): Promise<void> {
  const working = Math.max(secondsPerStep - STEP_SECONDS, secondsPerStep / 10);
  const gflops = operations / working / 1e9;
  const rates = { ...(await readRates(cacheFolder)), [engine]: gflops };
  await writeAtomic(join(cacheFolder, FILE), jsonText(rates));
}

async function readRates(cacheFolder: string): Promise<z.output<typeof ratesSchema>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(cacheFolder, FILE), 'utf8'));
    return ratesSchema.parse(parsed);
  } catch {
    return {};
  }
}

export function stageCosts(config: DetectorConfig, images: number, gflops: number): StageCosts {
  const { teacherStep, studentStep } = costOf(config, images);
  const perSecond = gflops * 1e9;
  return {
    featureSeconds:
      (FEATURE_SECONDS * (config.side / 768) ** 2) / Math.max(1, availableParallelism()),
    teacherStepSeconds: STEP_SECONDS + teacherStep / perSecond,
    studentStepSeconds: STEP_SECONDS + studentStep / perSecond,
    scoreSeconds: (teacherStep + studentStep) / (3 * config.batch * perSecond),
  };
}

export async function estimate(
  config: DetectorConfig,
  counts: { train: number; scored: number },
  engine: EngineName,
  cacheFolder: string,
): Promise<Estimate> {
  const { gflops, measured } = await readRate(cacheFolder, engine);
  const costs = stageCosts(config, counts.train, gflops);
  const { modelBytes, memoryBytes } = costOf(config, counts.train);
  const perEpoch = stepsPerEpoch(config, counts.train);
  const seconds =
    RUN_SECONDS +
    costs.featureSeconds * (counts.train + counts.scored) +
    costs.teacherStepSeconds * perEpoch * config.teacherEpochs +
    costs.studentStepSeconds * perEpoch * config.studentEpochs +
    costs.scoreSeconds * counts.scored;
  return {
    seconds,
    memoryBytes,
    freeBytes: freemem(),
    modelBytes,
    gflopsPerSecond: gflops,
    measured,
  };
}
