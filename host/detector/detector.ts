/** A detector in use: its ONNX file loaded once, pictures in, map and score out. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findForeground } from '../../core/anomaly/foreground/foreground.js';
import { scoreSideOf } from '../../core/anomaly/preprocess/sample.js';
import { StudioError } from '../../core/contract/errors.js';
import type { ForegroundFinding } from '../../core/contract/schema/foreground.js';
import { text } from '../../core/text/index.js';
import { metadataOf, requireInput } from '../../models/onnx/wire.js';
import {
  DETECTOR_METADATA,
  detectorMetadataSchema,
  type DetectorMetadata,
} from '../../models/teacher-student/metadata.js';
import { corrupt } from '../codecs/corrupt.js';
import { readBounded } from '../files/atomic.js';
import { openSession, type SessionOptions, type TensorData } from './session.js';

/** The file's name in a model's folder. */
export const DETECTOR_FILE = 'detector.onnx';
/** protobuf's own limit. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** Everything on the grid of rgb. */
export interface DetectorPicture {
  readonly width: number;
  readonly height: number;
  /** RGB8, row order. */
  readonly rgb: Uint8Array;
  /** 0 = no data; null where there is none. */
  readonly depthMetres: Float32Array | null;
}

export interface Detection {
  /** side x side, row order; higher = more anomalous. */
  readonly map: Float32Array;
  readonly side: number;
  readonly score: number;
  /** side x side, 0 or 1; 1 everywhere in rgb mode. */
  readonly foreground: Uint8Array;
  /** What was odd about the foreground; empty in rgb mode. */
  readonly findings: readonly ForegroundFinding[];
  readonly milliseconds: number;
}

/** A picture made ready for a detector: its inputs, checked and with their foreground. */
export interface PreparedPicture {
  readonly inputs: Readonly<Record<string, TensorData>>;
  /** What was odd about the foreground; empty in rgb mode. */
  readonly findings: readonly ForegroundFinding[];
  /** What it took. */
  readonly milliseconds: number;
}

export interface Detector {
  readonly file: string;
  readonly metadata: DetectorMetadata;
  readonly provider: string;
  /** Why the provider is not the one that was asked for; null where it is. */
  readonly providerNote: string | null;
  /** Length of a side of its maps, in cells. */
  readonly mapSide: number;
  /**
   * @throws StudioError unsupported where the picture lacks the depth that the detector reads, or has no
   * foreground: the message names the reason
   */
  prepare(picture: DetectorPicture): PreparedPicture;
  run(prepared: PreparedPicture): Promise<Detection>;
  /** `prepare` and `run`. */
  infer(picture: DetectorPicture): Promise<Detection>;
  close(): Promise<void>;
}

/**
 * @param path a model's folder or its ONNX file
 * @throws StudioError not-found, file-corrupt
 */
export async function openDetector(path: string, options: SessionOptions = {}): Promise<Detector> {
  const found = await stat(path).catch(() => null);
  const file = found?.isDirectory() === true ? join(path, DETECTOR_FILE) : path;
  const bytes = await readBounded(file, MAX_MODEL_BYTES);
  const metadata = readMetadata(file, bytes);
  requireInput(bytes, 'foregroundMask');
  const session = await openSession(bytes, options);
  const side = scoreSideOf(metadata.side);
  const detector: Detector = {
    file,
    metadata,
    provider: session.provider,
    providerNote: session.providerNote,
    mapSide: side,
    prepare(picture) {
      const begun = performance.now();
      return { ...inputsOf(metadata, picture), milliseconds: performance.now() - begun };
    },
    infer: (picture) => detector.run(detector.prepare(picture)),
    async run({ inputs, findings, milliseconds }) {
      const begun = performance.now();
      const results = await session.run(inputs);
      const { map, score, foreground } = results;
      if (map?.type !== 'float32' || score?.type !== 'float32' || foreground?.type !== 'uint8')
        throw corrupt(file, text('detector.outputs-unknown'));
      if (map.data.length !== side * side || foreground.data.length !== side * side)
        throw corrupt(
          file,
          text('detector.map-size', { cells: map.data.length, expected: side * side }),
        );
      return {
        map: map.data,
        side,
        score: score.data[0] ?? Number.NaN,
        foreground: foreground.data,
        findings,
        milliseconds: milliseconds + performance.now() - begun,
      };
    },
    close: () => session.close(),
  };
  return detector;
}

function readMetadata(file: string, bytes: Uint8Array): DetectorMetadata {
  let said: string | undefined;
  try {
    said = metadataOf(bytes).get(DETECTOR_METADATA);
  } catch (error) {
    throw corrupt(file, error);
  }
  if (said === undefined) throw corrupt(file, text('detector.not-ours'));
  const parsed = detectorMetadataSchema.safeParse(JSON.parse(said));
  if (!parsed.success) throw corrupt(file, parsed.error.issues[0]?.message ?? '');
  return parsed.data;
}

/** The one way from a picture to the graph's inputs. */
function inputsOf(
  metadata: DetectorMetadata,
  { width, height, rgb, depthMetres }: DetectorPicture,
): Omit<PreparedPicture, 'milliseconds'> {
  const picture: TensorData = { type: 'uint8', dims: [height, width, 3], data: rgb };
  if (metadata.mode === 'rgb') return { inputs: { rgb: picture }, findings: [] };
  if (!depthMetres)
    throw new StudioError(
      'unsupported',
      text('detector.needs-depth', { mode: metadata.mode }),
      text('detector.needs-depth.hint'),
    );
  const { mask, depth, findings, failed } = findForeground(
    depthMetres,
    width,
    height,
    metadata.foreground,
  );
  if (failed) {
    const reason = findings.find((finding) => finding.severity === 'failed');
    throw new StudioError('unsupported', reason?.message ?? '', reason?.remedy ?? '', {
      finding: reason?.code ?? '',
    });
  }
  return {
    inputs: {
      rgb: picture,
      depthMetres: { type: 'float32', dims: [height, width], data: depth },
      foregroundMask: { type: 'uint8', dims: [height, width], data: mask },
    },
    findings,
  };
}
